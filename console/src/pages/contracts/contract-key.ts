// The keys of the contracts.
import type { Contracts } from 'errand/contracts'

export type ContractKey = keyof Contracts
