// Kills a process in the middle of a run, so that a test can open what it left.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Starts two runs of a session in another process and kills it once `isReached` says so of what it printed.
 * Answers the ids of the runs. */
export async function crashChild(
  { databasePath, ledgerPath }: { readonly databasePath: string; readonly ledgerPath: string },
  agentId: string,
  isReached: (lines: string[]) => boolean,
): Promise<string[]> {
  const script = join(import.meta.dirname, 'crash-child.ts')
  const args = ['--conditions=errand-source', script, databasePath, ledgerPath, agentId]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)))
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    if (runIdsOf(lines).length === 2 && isReached(lines)) child.kill('SIGKILL')
  }
  if ((await exited) !== 'SIGKILL') throw new Error(`the child ended by itself: ${lines.join(', ')}`)
  return runIdsOf(lines)
}

const runIdsOf = (lines: string[]) => lines.flatMap((line) => (line.startsWith('run run_') ? [line.slice(4)] : []))
