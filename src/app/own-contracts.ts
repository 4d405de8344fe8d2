// Contracts of users on the command line: read from their files, only when a command is asked for that errand does not know.
import type { Contract } from '../spec/contract.ts'
import { combineOperations, isReserved } from './combine-operations.ts'
import { loadCode } from './load-code.ts'

/** The contracts of the files that `--agents` names, or of `agents/`; none when the first word is errand's own. */
export async function loadOwnContracts(args: readonly string[]): Promise<Contract[]> {
  const word = args.find((argument) => !argument.startsWith('-'))
  if (word === undefined || isReserved(word)) return []
  const { operations: own } = await loadCode(readFiles(args))
  const { operations } = await import('../operations/index.ts')
  combineOperations(operations, own)
  return own.map(({ contract }) => contract)
}

function readFiles(args: readonly string[]): string[] {
  return args.flatMap((argument, index) => {
    if (argument.startsWith('--agents=')) return [argument.slice('--agents='.length)]
    const next = args[index + 1]
    return argument === '--agents' && next !== undefined ? [next] : []
  })
}
