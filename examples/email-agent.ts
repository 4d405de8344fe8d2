// E-mails that a person approves first: the run waits, for days if need be, and each e-mail is sent once.
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { defineAgent, defineTool } from 'errand'
import { z } from 'zod'

const outbox = 'outbox.jsonl' // nothing is sent: e-mails go to this file

const sendEmail = defineTool({
  name: 'send_email',
  description: 'Sends an e-mail.',
  input: z.object({
    to: z.email().describe('address of the recipient'),
    subject: z.string().min(1).describe('subject'),
    body: z.string().min(1).describe('text of the message'),
  }),
  effect: 'once',
  approval: true, // errand approve RUN, or errand reject RUN --reason TEXT
  execute(email, { callId }) {
    appendFileSync(outbox, `${JSON.stringify({ id: callId, ...email })}\n`)
    return { sent: true, to: email.to }
  },
  // Asked only when a crash left the outcome of a call unknown.
  reconcile(callId, { to }) {
    const isSent = existsSync(outbox) && readFileSync(outbox, 'utf8').includes(callId)
    return isSent ? { outcome: 'completed', output: { sent: true, to } } : { outcome: 'not-started' }
  },
})

export default defineAgent({
  id: 'email',
  description: 'Writes e-mails to customers and sends them once a person has approved.',
  instructions: 'Write the e-mail that the user asks for and send it. Then say to whom it went.',
  tools: [sendEmail],
})
