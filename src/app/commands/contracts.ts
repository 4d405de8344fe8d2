// errand contracts: keeps what contracts promised in a file, and says what a change of them breaks.
import { readFileSync, writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { contracts as ownContracts } from '../../contracts/index.ts'
import type { Contract } from '../../spec/contract.ts'
import { describeError } from '../../spec/describe-error.ts'
import { type ContractChange, diffContracts } from '../../spec/diff-contracts.ts'
import { type ContractLock, lockContracts, parseLock, renderLock } from '../../spec/lock-contracts.ts'
import { createRegistry } from '../../spec/registry.ts'
import { EXIT } from '../../surfaces/cli/exit-codes.ts'
import { ConfigError } from '../env.ts'
import { expandPath, importFile } from '../import-files.ts'
import type { Terminal } from '../terminal.ts'
import type { CommandContext, CommonOptions } from './command.ts'

interface Options extends CommonOptions {
  readonly file: string
  readonly acceptBreaking?: boolean
  readonly check?: boolean
}

export function addContracts(program: Command, context: CommandContext): void {
  const group = program
    .command('contracts')
    .description('lock what contracts promise, and see what a change breaks')
    .addHelpText('after', '\nExamples:\n  errand contracts diff\n  errand contracts lock')
  const add = (name: string, description: string) =>
    group
      .command(name)
      .description(description)
      .argument('[files...]', 'files that export contracts; default: the contracts of errand itself')
      .option('--file <path>', 'the lock', 'contracts.lock.json')
  add('diff', 'list what changed since the lock; exit code 1 when a stable contract breaks')
    .addHelpText('after', '\nExamples:\n  errand contracts diff\n  errand contracts diff contracts.ts --json')
    .action(async (files: string[], options: Options) => {
      const changes = diffContracts(readLock(options.file), await lockFiles(files))
      report(changes, context.terminal(options))
      if (changes.some((change) => change.isRefused)) context.exit(EXIT.problem)
    })
  add('lock', 'write the lock; refused when a stable contract breaks without a new major version')
    .option('--accept-breaking', 'write it all the same')
    .option('--check', 'write nothing; exit code 1 when the lock is not up to date')
    .addHelpText('after', '\nExamples:\n  errand contracts lock contracts.ts\n  errand contracts lock --check')
    .action(async (files: string[], options: Options) => lock(files, options, context))
}

async function lock(files: readonly string[], options: Options, context: CommandContext): Promise<void> {
  const terminal = context.terminal(options)
  const locked = await lockFiles(files)
  const changes = diffContracts(readLock(options.file, { contracts: {} }), locked)
  const command = [
    'errand contracts lock',
    ...files,
    ...(options.file === DEFAULT_FILE ? [] : [`--file ${options.file}`]),
  ]
  const refused = changes.filter((change) => change.isRefused)
  if (refused.length > 0 && !options.acceptBreaking) {
    for (const { key, sentence, pointer } of refused) terminal.note(`✗ ${key}: ${sentence} (${pointer})`)
    terminal.note(`A stable contract breaks. Give it a new major version, or: ${command.join(' ')} --accept-breaking`)
    return context.exit(EXIT.problem)
  }
  const text = renderLock(locked)
  if (!options.check) {
    writeFileSync(options.file, text)
    return report(changes, terminal)
  }
  if (readText(options.file) === text) return
  report(changes, terminal)
  terminal.note(`${options.file} is not up to date; run: ${command.join(' ')}`)
  context.exit(EXIT.problem)
}

const DEFAULT_FILE = 'contracts.lock.json'

async function lockFiles(files: readonly string[]): Promise<ContractLock> {
  const found = files.length === 0 ? Object.values(ownContracts) : await loadContracts(files)
  return lockContracts(createRegistry(found).contracts)
}

/** The contracts that the files export: alone, in a list or a record, or with what implements them. */
async function loadContracts(files: readonly string[]): Promise<Contract[]> {
  const found = new Set<Contract>()
  for (const path of files.flatMap(expandPath)) {
    const exported = await importFile(path)
    const contracts = exported.flatMap((value) => [value, ...(isPlain(value) ? Object.values(value) : [])])
    for (const contract of contracts.filter(isContract)) found.add(contract)
  }
  if (found.size === 0) {
    throw new ConfigError(`${files.join(', ')} exports no contract; export one made with defineCommand or defineQuery`)
  }
  return [...found]
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function isContract(value: unknown): value is Contract {
  return isPlain(value) && 'meta' in value && 'io' in value && 'acceptance' in value
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

function readLock(path: string, fallback?: ContractLock): ContractLock {
  const text = readText(path)
  if (text === null) {
    if (fallback) return fallback
    throw new ConfigError(`there is no ${path}; make one with: errand contracts lock`)
  }
  try {
    return parseLock(text)
  } catch (error) {
    throw new ConfigError(`${path} is not a contract lock: ${describeError(error)}`, { cause: error })
  }
}

function report(changes: readonly ContractChange[], terminal: Terminal): void {
  if (terminal.isJson) return changes.forEach(terminal.writeJson)
  if (changes.length === 0) return terminal.write('Nothing changed since the lock.\n')
  for (const key of new Set(changes.map((change) => change.key))) {
    terminal.write(`${terminal.style('bold', key)}\n`)
    for (const { kind, pointer, sentence } of changes.filter((change) => change.key === key)) {
      const mark = kind === 'breaking' ? terminal.style('red', '✗ breaks    ') : terminal.style('dim', '· compatible')
      terminal.write(`  ${mark}  ${sentence}  ${terminal.style('dim', pointer)}\n`)
    }
  }
}
