// A run that was exported (errand export RUN -o payment-run.json), kept as a test. No model is asked and nothing is paid.
import { expectReplay } from 'errand/testing'
import { it } from 'vitest'
import agent from './payment-agent.ts'
import fixture from './payment-run.json' with { type: 'json' }

it('invoice 1042 is still paid once, and confirmed with its receipt', () => expectReplay(fixture, { agent }))
