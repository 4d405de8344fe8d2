// Works with numbers, dates and data: a calculator, a clock, and JavaScript in a sandbox.
import { defineAgent } from 'errand'
import { calculator, clock, runJavascript } from 'errand/tools'

export default defineAgent({
  id: 'numbers',
  description: 'Calculates, converts times and works on data.',
  instructions: 'Never calculate in your head: use the tools, and show what you asked them.',
  tools: [calculator(), clock(), runJavascript({ timeLimitMs: 2000 })],
})
