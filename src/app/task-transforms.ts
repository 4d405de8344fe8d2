// Filters that a server applies to items: jq, and Python where the operator allows it.
import type { OpenedTransform, TransformResult } from '../operations/task-deps.ts'
import { describeError } from '../spec/describe-error.ts'
import { createJq } from '../surfaces/cli/create-jq.ts'
import { createPython } from '../surfaces/cli/create-python.ts'
import { type Transform, TransformError, transformLimits } from '../surfaces/cli/transform.ts'

export interface TransformSettings {
  readonly isPythonEnabled: boolean
}

/** Python goes before jq. */
export async function openTransform(
  { jq, python }: { readonly jq: string | null; readonly python: string | null },
  { isPythonEnabled }: TransformSettings,
): Promise<OpenedTransform> {
  if (python !== null && !isPythonEnabled) {
    const message = 'Python is off on this server; its operator enables it with ERRAND_PYTHON=1.'
    return { ok: false, code: 'TRANSFORM_DISABLED', message, field: 'python' }
  }
  if (python === null && jq === null) return { ok: true, transform: null }
  try {
    const lines = python === null ? await createJq(jq ?? '', transformLimits, 'json') : await createPython(python)
    const apply = (item: unknown) => applyLines(lines, item)
    return { ok: true, transform: { apply, [Symbol.asyncDispose]: () => lines[Symbol.asyncDispose]() } }
  } catch (error) {
    const message = describeError(error)
    return { ok: false, code: 'INPUT_INVALID', message, field: python === null ? 'jq' : 'python' }
  }
}

async function applyLines(lines: Transform, item: unknown): Promise<TransformResult> {
  try {
    const text = await lines.apply(JSON.stringify(item))
    return {
      ok: true,
      values:
        text === ''
          ? []
          : text
              .split('\n')
              .filter((line) => line !== '')
              .map(readLine),
    }
  } catch (error) {
    if (!(error instanceof TransformError)) throw error
    return { ok: false, code: error.code, message: error.message }
  }
}

/** Python prints text as it is. */
function readLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return line
  }
}
