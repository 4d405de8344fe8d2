// The rest of a schedule: bounds, spreading, retries. A form made from the contract, folded away while nothing is set.
import { contracts, renderJsonSchema } from 'errand/contracts'
import type { InputFor } from 'errand/client'
import { useState } from 'react'
import { type JsonObject, SchemaForm } from '../../components/schema-form/schema-form.tsx'
import { readObject } from '../../components/schema-form/list-schema-fields.ts'
import type { Task } from '../tasks/task-calls.ts'

const names = [
  'run_timeout_seconds',
  'retry',
  'on_lost',
  'jitter_seconds',
  'start_at',
  'end_at',
  'max_runs',
  'catch_up_window_seconds',
  'interval_from',
] as const
export type Policy = Pick<InputFor<'tasks.schedule'>, (typeof names)[number]>

const { properties } = renderJsonSchema(contracts['tasks.schedule'].io.input, 'input')
const schema = { type: 'object', properties: pick(readObject(properties)) }

/** What was given when the task was scheduled. */
export function readPolicy(task: Task | null): Policy {
  return pick({ ...task })
}

interface PolicyFieldsProps {
  readonly policy: Policy
  readonly onChange: (policy: Policy) => void
}

export function PolicyFields({ policy, onChange }: PolicyFieldsProps) {
  const [isOpen] = useState(() => Object.keys(policy).some((name) => name !== 'on_lost'))
  return (
    <details open={isOpen}>
      <summary className="w-fit text-muted">Limits, retries and spreading</summary>
      <div className="mt-3">
        <SchemaForm label="Empty: the default" schema={schema} value={{ ...policy }} onChange={onChange} />
      </div>
    </details>
  )
}

function pick(from: JsonObject): JsonObject {
  return Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])))
}
