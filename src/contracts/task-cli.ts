// How the command line says what tasks are made of: durations as people write them, targets in short, words behind `--`.
import type { CliFlag, CliSpec } from '../spec/contract.ts'
import { parseSeconds } from './duration.ts'

const duration = (name: string): CliFlag => ({ name, value: 'duration', parse: parseSeconds })
const moment = (name: string): CliFlag => ({ name, value: 'date' })

/** `me`, `instance=LEAF[,parent=PATH]` or `tag=NAME`. Throws a SyntaxError when it is none of them. */
export function parseTarget(text: string): unknown {
  if (text === 'me') return { by: 'me' }
  const [, tag] = /^tag=([^,]+)$/.exec(text) ?? []
  if (tag !== undefined) return { by: 'tag', agent_tag: tag }
  const [, instance, parent] = /^instance=([^,]+)(?:,parent=(.+))?$/.exec(text) ?? []
  if (instance === undefined) {
    throw new SyntaxError(`"${text}" is not a target; it takes me, instance=NAME[,parent=PATH] or tag=NAME`)
  }
  return {
    by: 'direct',
    agent_instance: instance,
    ...(parent !== undefined && { parent_agent_instance_hierarchy: parent }),
  }
}

const target: CliFlag = { name: 'target', value: 'target', parse: parseTarget }
const hierarchy: CliFlag = { name: 'hierarchy', value: 'path' }

/** Transforms are applied where the command line runs, not by the server. */
const hidden = ['path_type', 'jq', 'python']

/** The form of a command on tasks: its own flags, and those that all of them have. */
export function taskCli(flags: Readonly<Record<string, CliFlag>> = {}, more: CliSpec = {}): CliSpec {
  return {
    ...more,
    flags: { timeout_seconds: duration('timeout'), agent_instance_hierarchy: hierarchy, targets: target, ...flags },
    hidden,
  }
}

export const timingFlags = {
  interval_seconds: duration('interval'),
  cron: { name: 'cron', value: 'expression' },
  at: moment('at'),
  in_seconds: duration('in'),
  start_at: moment('start'),
  end_at: moment('end'),
} satisfies Record<string, CliFlag>

export const policyFlags = {
  jitter_seconds: duration('jitter'),
  catch_up_window_seconds: duration('catch-up-window'),
  'retry.max_attempts': { name: 'retry', value: 'number' },
  'retry.backoff_seconds': duration('backoff'),
  run_timeout_seconds: duration('run-timeout'),
} satisfies Record<string, CliFlag>

/** A schedule says of which kind it is, once. */
export function checkKind(flags: ReadonlySet<string>): string | null {
  const kinds = ['interval', 'cron', 'oneshot'].filter((name) => flags.has(name))
  if (kinds.length > 1) return `--${kinds[0]} and --${kinds[1]} exclude each other`
  if (kinds.length === 0) return 'say when it fires: --interval DURATION, --cron EXPRESSION or --oneshot'
  if (!flags.has('oneshot') && (flags.has('at') || flags.has('in'))) return '--at and --in go with --oneshot'
  return null
}
