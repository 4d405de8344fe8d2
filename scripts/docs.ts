// Writes the generated parts of the documentation: code from examples/, and the reference from the contracts.
// With --check it changes nothing and fails when something is out of date.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { printSchema } from 'graphql'
import { contracts } from '../src/contracts/index.ts'
import type { Contract } from '../src/spec/contract.ts'
import { listNames, renderFlag } from '../src/spec/names.ts'
import { createGraphqlSchema } from '../src/surfaces/graphql/graphql-schema.ts'
import { listFields } from '../src/surfaces/input-fields.ts'

const root = join(import.meta.dirname, '..')
const isCheck = process.argv.includes('--check')
const stale: string[] = []

function write(path: string, content: string): void {
  if (readFileSync(join(root, path), { encoding: 'utf8', flag: 'a+' }) === content) return
  stale.push(path)
  if (!isCheck) writeFileSync(join(root, path), content)
}

/** Puts the file named in `<!-- code: path -->` between that line and `<!-- /code -->`. */
function includeCode(text: string): string {
  return text.replaceAll(
    /(<!-- code: (\S+) -->\n)[^]*?(<!-- \/code -->)/g,
    (_all, open: string, path: string, close: string) => {
      const code = readFileSync(join(root, path), 'utf8').trimEnd()
      return `${open}\`\`\`ts\n${code}\n\`\`\`\n${close}`
    },
  )
}

function renderNotes(values: readonly string[], hint: string): string {
  return [values.join(', '), hint].filter((note) => note !== '').join('; ')
}

function renderContract(contract: Contract): string {
  const { meta, http, io, sideEffects } = contract
  const names = listNames(contract)
  const fields = listFields(contract).map(
    ({ name, type, isRequired, values, hint }) =>
      `| \`${name}\` | ${type} | ${isRequired ? 'yes' : ''} | ${renderNotes(values, hint)} | \`--${renderFlag(name)}\` |`,
  )
  const errors = Object.entries<{ http: number; when: string }>(io.errors).map(
    ([code, error]) => `| \`${code}\` | ${error.http} | ${error.when} |`,
  )
  return [
    `## ${meta.key}`,
    `${meta.description} ${meta.goal}`,
    `\`${http.method} ${http.path}\` · alias \`${names.path}\` · \`errand ${names.cli.join(' ')}\` · MCP and GraphQL \`${names.mcp}\``,
    ['| input | type | required | values | flag |', '|---|---|---|---|---|', ...fields].join('\n'),
    errors.length > 0 ? ['| error | HTTP | when |', '|---|---|---|', ...errors].join('\n') : '',
    sideEffects.emits.length > 0 ? `Emits ${sideEffects.emits.map(({ key }) => `\`${key}\``).join(', ')}.` : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

const docs = readdirSync(join(root, 'docs'), { encoding: 'utf8' }).filter(
  (name) => name.endsWith('.md') && name !== 'reference.md',
)
for (const path of ['README.md', ...docs.map((name) => `docs/${name}`)]) {
  write(path, includeCode(readFileSync(join(root, path), 'utf8')))
}
const intro =
  '# Reference\n\nMade from the contracts by `npm run docs`. Every operation also answers with the common errors that `/openapi.json` lists.'
write('docs/reference.md', `${[intro, ...Object.values(contracts).map(renderContract)].join('\n\n')}\n`)
write('docs/schema.graphql', `${printSchema(createGraphqlSchema(Object.values(contracts)))}\n`)
if (isCheck && stale.length > 0) {
  console.error(`out of date: ${stale.join(', ')}; run: npm run docs`)
  process.exitCode = 1
}
