// The command line: the everyday commands, then every operation in its generic form.
import { Command } from 'commander'
import { contracts } from '../contracts/index.ts'
import { addOperations } from '../surfaces/cli/add-operations.ts'
import { addSchemas } from '../surfaces/cli/add-schemas.ts'
import { createJq } from '../surfaces/cli/create-jq.ts'
import { EXIT, exitCodeHelp } from '../surfaces/cli/exit-codes.ts'
import { createJsonLines } from '../surfaces/cli/json-lines.ts'
import { addAgents } from './commands/agents.ts'
import { addApprovals } from './commands/approvals.ts'
import { type CommonOptions, createContext } from './commands/command.ts'
import { addBackup } from './commands/backup.ts'
import { addContracts } from './commands/contracts.ts'
import { addDoctor } from './commands/doctor.ts'
import { addInit } from './commands/init.ts'
import { addMcp } from './commands/mcp.ts'
import { addPrune } from './commands/prune.ts'
import { addReplay } from './commands/replay.ts'
import { addRestore } from './commands/restore.ts'
import { addRun } from './commands/run.ts'
import { addRuns } from './commands/runs.ts'
import { addServe } from './commands/serve.ts'
import { callGeneric } from './commands/generic.ts'
import type { Env } from './env.ts'
import { renderFailure } from './render-failure.ts'
import { createTerminal, type Streams } from './terminal.ts'
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
  const context = createContext(
    (json) => createTerminal({ streams, env, isJson: json || isJson, writeJson }),
    (given) => {
      code = given
    },
  )
  const isForPrograms = isJson || !streams.stdout.isTTY
  const program = createProgram(write, (text) => void (isForPrograms || streams.stderr.write(text)))
  const commands = [addRun, addServe, addMcp, addRuns, addApprovals, addReplay, addAgents, addInit, addDoctor]
  for (const add of [...commands, addPrune, addBackup, addRestore, addContracts]) add(program, context)
  addOperations(program, Object.values(contracts), (contract, input, options) =>
    callGeneric(contract, input, options, context),
  )
  addCommonOptions(program)
  addSchemas(program, Object.values(contracts), writeJson)
  program.hook('preAction', async (_program, command) => {
    const { jq } = command.opts<CommonOptions>()
    if (jq !== undefined) lines = createJsonLines(write, await createJq(jq))
  })
  try {
    try {
      await program.parseAsync([...args], { from: 'user' })
    } finally {
      await lines.end()
    }
    return code
  } catch (error) {
    return renderFailure(error, streams.stderr, isForPrograms)
  }
}

/** True when output is asked for in a form for programs; read before parsing, because a parse error is told so as well. */
function asksForJson(args: readonly string[]): boolean {
  return args.some((argument) => /^--(json$|jq(=|$))/.test(argument))
}

function createProgram(writeOut: (text: string) => void, writeErr: (text: string) => void): Command {
  return new Command('errand')
    .description('Runs AI agents durably.')
    .version(version)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeOut, writeErr })
    .addHelpText('after', `\n${exitCodeHelp}\nMore about one command: errand COMMAND --help`)
}

/** Options that every command takes, wherever they stand. */
function addCommonOptions(command: Command): void {
  for (const inner of command.commands) {
    addCommonOptions(inner)
    if (inner.commands.length > 0) continue
    const isServe = inner.name() === 'serve'
    inner
      .option('--json', 'JSON lines, as in a pipe')
      .option('--jq <filter>', 'filter each JSON line with jq; strings are printed raw')
      .option('--data <folder>', 'data folder; default .errand (ERRAND_DATA)')
    const collect = (path: string, paths: string[] = []) => [...paths, path]
    if (!isServe) inner.option('--agents <path>', 'file or folder with agents, repeatable; default: agents/', collect)
  }
}
