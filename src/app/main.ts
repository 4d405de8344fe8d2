// The command line: the everyday commands, then every operation in its generic form.
import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { contracts } from '../contracts/index.ts'
import { addCompletion } from '../surfaces/cli/add-completion.ts'
import { addOperations } from '../surfaces/cli/add-operations.ts'
import { addSchemas } from '../surfaces/cli/add-schemas.ts'
import { createPython } from '../surfaces/cli/create-python.ts'
import type { Transform } from '../surfaces/cli/transform.ts'
import { describeError } from '../spec/describe-error.ts'
import { createJq } from '../surfaces/cli/create-jq.ts'
import { EXIT, exitCodeHelp } from '../surfaces/cli/exit-codes.ts'
import { createJsonLines } from '../surfaces/cli/json-lines.ts'
import { addAgents } from './commands/agents.ts'
import { addApprovals } from './commands/approvals.ts'
import { addProfile } from './commands/profile.ts'
import { addSettle } from './commands/settle.ts'
import { type CommandContext, type CommonOptions, createContext } from './commands/command.ts'
import { addAudit } from './commands/audit.ts'
import { addBatch } from './commands/batch.ts'
import { addBackup } from './commands/backup.ts'
import { addContracts } from './commands/contracts.ts'
import { addDoctor } from './commands/doctor.ts'
import { addExport } from './commands/export.ts'
import { addFork } from './commands/fork.ts'
import { addInit } from './commands/init.ts'
import { addMcp } from './commands/mcp.ts'
import { addPrune } from './commands/prune.ts'
import { addReplay } from './commands/replay.ts'
import { addRestore } from './commands/restore.ts'
import { addRun } from './commands/run.ts'
import { addRuns } from './commands/runs.ts'
import { addServe } from './commands/serve.ts'
import { addUpload } from './commands/upload.ts'
import { callGeneric } from './commands/generic.ts'
import { callTask, isTaskContract } from './commands/tasks.ts'
import type { Contract } from '../spec/contract.ts'
import { ConfigError, type Env } from './env.ts'
import { loadOwnContracts } from './own-contracts.ts'
import { renderFailure } from './render-failure.ts'
import { createTerminal, type Streams, type Terminal } from './terminal.ts'
import { version } from './version.ts'

export interface MainOptions {
  /** Arguments without node and script. */
  readonly args: readonly string[]
  readonly env: Env
  readonly streams: Streams
}

/** Runs one command; resolves with its exit code. */
export async function main({ args, env, streams }: MainOptions): Promise<number> {
  let code: number = EXIT.ok
  const isJson = asksForJson(args)
  const write = (text: string) => void streams.stdout.write(text)
  let lines = createJsonLines(write, null)
  const writeJson = (value: unknown) => lines.write(value)
  let own: Contract[] = []
  const context = createContext(
    (json) => createTerminal({ streams, env, isJson: json || isJson, writeJson }),
    (given) => {
      code = given
    },
    () => own,
  )
  const isForPrograms = isJson || !streams.stdout.isTTY
  const program = createProgram(write, (text) => void (isForPrograms || streams.stderr.write(text)))
  program.hook('preAction', async (_program, command) => {
    const transform = await createTransform(command.opts<CommonOptions>())
    if (transform) lines = createJsonLines(write, transform)
  })
  try {
    try {
      own = await loadOwnContracts(args)
      addCommands(program, context, { write, writeJson }, [...Object.values(contracts), ...own])
      await program.parseAsync([...args], { from: 'user' })
    } finally {
      await lines.end()
    }
    return code
  } catch (error) {
    const failed = renderFailure(error, streams.stderr, isForPrograms)
    return failed === EXIT.usage && args[0] === 'tasks' ? EXIT.problem : failed // theirs are the codes of tasks
  }
}

/**
 * True when output is asked for in a form for programs; read before parsing, because a parse error is told so as well.
 * What is behind `--` are the words of a task.
 */
function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return args.slice(0, end === -1 ? undefined : end).some((argument) => /^--(json$|(jq|python)(=|$))/.test(argument))
}

function createProgram(writeOut: (text: string) => void, writeErr: (text: string) => void): Command {
  return new Command('errand')
    .description('Runs AI agents durably.')
    .version(version)
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeOut, writeErr })
    .addHelpText('after', `\n${exitCodeHelp}\n\nMore about one command, with examples: errand COMMAND --help`)
}

type Writers = Pick<Terminal, 'write' | 'writeJson'>

const groups = [
  ['Runs:', addRun, addBatch, addRuns, addApprovals, addSettle, addReplay, addFork, addExport],
  ['Server and data:', addServe, addMcp, addBackup, addRestore, addPrune, addUpload, addAudit, addProfile],
  ['Project:', addInit, addAgents, addDoctor, addContracts],
] as const

function addCommands(
  program: Command,
  context: CommandContext,
  { write, writeJson }: Writers,
  all: readonly Contract[],
): void {
  for (const [title, ...adders] of groups) {
    program.commandsGroup(title)
    for (const add of adders) add(program, context)
  }
  program.commandsGroup('Every operation, with a flag for each field:')
  addOperations(program, all, (contract, input, options) =>
    isTaskContract(contract)
      ? callTask(contract, input, options, context)
      : callGeneric(contract, input, options, context),
  )
  addCommonOptions(program)
  addSchemas(program, all, writeJson)
  program.commandsGroup('Shell:')
  addCompletion(program, write)
}

/** `--python` goes before `--jq`; null when neither is given. */
async function createTransform({ jq, python }: CommonOptions): Promise<Transform | null> {
  if (python !== undefined) return createPython(python.startsWith('@') ? readCode(python.slice(1)) : python)
  return jq === undefined ? null : createJq(jq)
}

function readCode(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new ConfigError(`--python @${path} cannot be read: ${describeError(error)}`, { cause: error })
  }
}

/** Options that every command takes, wherever they stand. */
function addCommonOptions(command: Command): void {
  for (const inner of command.commands) {
    addCommonOptions(inner)
    if (inner.commands.length > 0) continue
    const isServe = inner.name() === 'serve' && command.parent === null
    inner
      .optionsGroup('Options of every command:')
      .option('--json', 'JSON lines, as in a pipe')
      .option('--jq <filter>', 'filter each JSON line with jq; strings are printed raw')
      .option('--python <code>', 'run Python on each JSON line, found in `item`; @FILE reads it from a file')
      .option('--profile <name>', 'server to talk to; see errand profile (ERRAND_PROFILE)')
      .option('--data <folder>', 'data folder; default .errand (ERRAND_DATA)')
    const collect = (path: string, paths: string[] = []) => [...paths, path]
    if (!isServe) inner.option('--agents <path>', 'file or folder with agents, repeatable; default: agents/', collect)
  }
}
