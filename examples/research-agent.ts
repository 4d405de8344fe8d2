// Research on a topic: plans, searches a library, reads pages of the web, and cites what it used.
import { join } from 'node:path'
import { defineAgent } from 'errand'
import { readFile, searchFiles, webFetch } from 'errand/tools'
import { z } from 'zod'

const folders = { library: join(import.meta.dirname, 'library') } // a folder stands in for a search engine

export default defineAgent({
  id: 'research',
  description: 'Writes a short brief on a topic, with its sources.',
  instructions:
    'You write briefs. Plan first. Search the library, read what fits whole, and read the web page you are given. ' +
    'Say nothing that you have not read, and cite every statement.',
  input: z.object({
    topic: z.string().min(1).describe('what the brief is about'),
    page: z.url().optional().describe('a web page to begin with'),
  }),
  prompt: 'Search for {{topic}}.{{#if page}} Read the page {{page}} too.{{/if}}',
  planning: true,
  resultType: 'document',
  tools: [searchFiles({ folders }), readFile({ folders }), webFetch()],
})
