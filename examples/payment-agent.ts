// A tool that must not run twice: its call id is the payment's own id, so after a crash the ledger can be asked.
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { defineAgent, defineTool } from 'errand'
import { z } from 'zod'

const ledger = 'payments.jsonl'

const pay = defineTool({
  name: 'pay_invoice',
  description: 'Pays an invoice by its number.',
  input: z.object({ invoice: z.int().positive().describe('number of the invoice') }),
  effect: 'once',
  timeoutMs: 10_000,
  execute({ invoice }, { callId, signal, log }) {
    signal.throwIfAborted()
    log('info', 'paying', { invoice })
    appendFileSync(ledger, `${JSON.stringify({ id: callId, invoice })}\n`)
    return { paid: invoice, receipt: callId }
  },
  // Asked only when a crash left the outcome of a call unknown.
  reconcile(callId, { invoice }) {
    const isPaid = existsSync(ledger) && readFileSync(ledger, 'utf8').includes(callId)
    return isPaid ? { outcome: 'completed', output: { paid: invoice, receipt: callId } } : { outcome: 'not-started' }
  },
})

export default defineAgent({
  id: 'payments',
  description: 'Pays invoices, each at most once.',
  instructions: 'Pay the invoice the user names and confirm it with its receipt.',
  tools: [pay],
})
