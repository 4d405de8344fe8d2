// What the server of the fault tests loads: the agents, with the ledger at ERRAND_FAULTS_LEDGER.
import { createAgents } from './agents.ts'

export const agents = createAgents(process.env['ERRAND_FAULTS_LEDGER'] ?? '')
