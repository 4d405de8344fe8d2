// What the operations on tasks share: fields of every call, what a schedule is made of, and the items of their streams.
// Names are those of the wire, in snake_case.
import { z } from 'zod'
import type { ErrorSpec } from '../spec/contract.ts'
import { nameSchemas } from '../spec/name-schemas.ts'
import { Plugin } from './key.ts'
import { Count, DateTime, Hierarchy, NonEmptyText } from './scalars.ts'

/** A field that is left out when there is nothing to say. */
export const omittable = <Schema extends z.ZodType>(schema: Schema) => schema.optional()

/** Fields of every call on tasks: what is made of the answer, and how long and large it may become. */
export const taskBase = <Leaf extends string>(leaf: Leaf) => ({
  path_type: omittable(z.literal(`tasks/${leaf}`)),
  /** Applied to each item of the answer. */
  jq: z.string().nullable().optional(),
  /** The same in Python, where the operator allows it; goes before jq. */
  python: z.string().nullable().optional(),
  /** Deadline of the whole answer. */
  timeout_seconds: omittable(z.int().min(1)),
  /** Size of the whole answer, at four bytes a token. */
  max_tokens: omittable(z.int().min(1)),
})

/** A duration in whole seconds, up to ten years. */
export const Seconds = z.int().min(1).max(315_576_000)
const OneDay = 86_400

/** What happens when a slot comes while a firing of the task is not finished. */
export const Overlap = z.enum(['skip', 'allow', 'queue', 'cancel-previous'])
export type Overlap = z.infer<typeof Overlap>
/** Which of the slots fire that passed while nobody claimed. */
export const CatchUp = z.enum(['one', 'none', 'all'])
export type CatchUp = z.infer<typeof CatchUp>
/** From where an interval counts. */
export const IntervalFrom = z.enum(['slot', 'claim', 'completion'])
export type IntervalFrom = z.infer<typeof IntervalFrom>
/** What becomes of a firing whose runner died: one more attempt, or an end. */
export const OnLost = z.enum(['retry', 'lost'])
export type OnLost = z.infer<typeof OnLost>
export const FiringStatus = z.enum(['pending', 'running', 'done', 'error', 'cancelled', 'skipped', 'lost'])
export type FiringStatus = z.infer<typeof FiringStatus>
export const FiringTrigger = z.enum(['due', 'manual'])
export type FiringTrigger = z.infer<typeof FiringTrigger>
export const TaskState = z.enum(['active', 'paused', 'complete'])
export type TaskState = z.infer<typeof TaskState>

export const Retry = z.strictObject({
  max_attempts: z.int().min(1).max(10).default(1),
  backoff_seconds: z.int().min(1).max(OneDay).default(10),
  factor: z.number().min(1).max(10).default(2),
  max_backoff_seconds: z.int().min(1).max(OneDay).default(3600),
})
export type Retry = z.infer<typeof Retry>

/** When a task fires; at most one of interval, cron, and at or in. None: once, at once. */
export const timingInput = {
  interval_seconds: omittable(Seconds),
  /** Five fields: minute, hour, day of month, month, day of week. */
  cron: omittable(z.string().min(1).max(200)),
  /** IANA name, with cron only; default UTC. */
  time_zone: omittable(z.string().min(1).max(100)),
  at: omittable(DateTime),
  in_seconds: omittable(Seconds),
}

/** The rest of a schedule. */
export const policyInput = {
  start_at: omittable(DateTime),
  end_at: omittable(DateTime),
  max_runs: omittable(z.int().min(1).max(1_000_000)),
  /** Each firing is up to so much later, always the same for a slot. */
  jitter_seconds: omittable(z.int().min(0).max(OneDay)),
  overlap: omittable(Overlap),
  catch_up: omittable(CatchUp),
  /** How far back `all` goes. */
  catch_up_window_seconds: omittable(z.int().min(1).max(31_536_000)),
  interval_from: omittable(IntervalFrom),
  retry: omittable(Retry),
  run_timeout_seconds: omittable(z.int().min(1).max(OneDay)),
  /** Default: `retry` when the command is idempotent, else `lost`. */
  on_lost: omittable(OnLost),
}

/** Whose tasks: the caller's own and those below; an instance below a path; the newest instance of the agent with a tag. */
export const Target = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('me') }),
  z.strictObject({
    by: z.literal('direct'),
    agent_instance: z.string().regex(/^[^/\p{Cc}]{1,128}$/u, 'must be one segment of a path'),
    parent_agent_instance_hierarchy: omittable(Hierarchy),
  }),
  z.strictObject({ by: z.literal('tag'), agent_tag: NonEmptyText }),
])
export type Target = z.infer<typeof Target>

/** Which task an item is about, and which firing. */
const itemOf = {
  agent_instance_hierarchy: z.string(),
  name: z.string(),
  version: Count,
  plugin: omittable(Plugin),
}

/** One item of what a firing's command answered. */
export const ValueItem = z.strictObject({ ...itemOf, run_id: z.string(), value: z.unknown() })
export type ValueItem = z.infer<typeof ValueItem>
/** How one firing ended. */
export const SuccessItem = z.strictObject({ ...itemOf, run_id: z.string(), success: z.boolean() })
export type SuccessItem = z.infer<typeof SuccessItem>

const errorFields = {
  type: z.literal('error'),
  level: omittable(z.string()),
  fatal: omittable(z.boolean()),
  message: z.unknown(),
  code: omittable(z.string()),
}
/** Something that went wrong; with the names of the task and the firing when it is about one. */
export const ErrorItem = z.strictObject({
  ...errorFields,
  agent_instance_hierarchy: omittable(z.string()),
  name: omittable(z.string()),
  version: omittable(Count),
  plugin: omittable(Plugin),
  run_id: omittable(z.string()),
})
export type ErrorItem = z.infer<typeof ErrorItem>

export const ListItem = z.strictObject({
  id: Count,
  ...itemOf,
  command: z.array(z.string()),
  description: z.string(),
  created_at: DateTime,
  last_ran_at: omittable(DateTime),
  /** Absent unless it is an interval. */
  interval: omittable(z.string()),
  state: TaskState,
  next_run_at: omittable(DateTime),
  cron: omittable(z.string()),
  time_zone: omittable(z.string()),
  at: omittable(DateTime),
  overlap: Overlap,
  catch_up: CatchUp,
  on_lost: OnLost,
  /** The rest of its policy, as far as it is not the default. */
  start_at: omittable(DateTime),
  end_at: omittable(DateTime),
  max_runs: omittable(Count),
  jitter_seconds: omittable(Count),
  catch_up_window_seconds: omittable(Count),
  interval_from: omittable(IntervalFrom),
  retry: omittable(Retry),
  run_timeout_seconds: omittable(Count),
  /** Firings so far, without skipped slots. */
  runs: Count,
  last_run_id: omittable(z.string()),
  last_status: omittable(FiringStatus),
  paused_reason: omittable(z.string()),
})
export type ListItem = z.infer<typeof ListItem>

/** Where an item stands in the logs. */
const logged = { id: Count, seq: Count, attempt: Count, at: DateTime }
const ValueLogItem = z.strictObject({ ...logged, ...ValueItem.shape })
const ErrorLogItem = z.strictObject({ ...logged, ...ErrorItem.shape })

/** One firing. */
export const RunItem = z.strictObject({
  run_id: z.string(),
  ...itemOf,
  status: FiringStatus,
  reason: omittable(z.string()),
  trigger: FiringTrigger,
  due_at: omittable(DateTime),
  /** When it was claimed. */
  ran_at: DateTime,
  started_at: omittable(DateTime),
  finished_at: omittable(DateTime),
  attempt: Count,
  items: Count,
  had_errors: z.boolean(),
  error: omittable(z.strictObject({ code: z.string(), message: z.string() })),
  agent_run_ids: omittable(z.array(z.string())),
})
export type RunItem = z.infer<typeof RunItem>

nameSchemas({
  Overlap,
  CatchUp,
  IntervalFrom,
  OnLost,
  FiringStatus,
  FiringTrigger,
  TaskState,
  ValueItem,
  SuccessItem,
  ErrorItem,
  ListItem,
  RunItem,
})

/** What `tasks.run` and `tasks.trigger` answer. */
export const FiringItem = z.union([ValueItem, SuccessItem, ErrorItem])
export type FiringItem = z.infer<typeof FiringItem>
export const LoggedItem = z.union([ValueLogItem, ErrorLogItem, RunItem, ErrorItem])
export type LoggedItem = z.infer<typeof LoggedItem>
export const ListedItem = z.union([ListItem, ErrorItem])
export type ListedItem = z.infer<typeof ListedItem>

const error = (code: string, http: number, description: string, when: string): ErrorSpec => ({
  description,
  http,
  gqlCode: code,
  when,
})
export const TASK_EXISTS = error(
  'TASK_EXISTS',
  409,
  'The name of the task is taken',
  'Another task of this hierarchy has the name, and overwrite is not given',
)
export const TASK_NOT_FOUND = error(
  'TASK_NOT_FOUND',
  404,
  'The specified task does not exist',
  "No task of this name is within the caller's hierarchy",
)
export const TASK_OVERLAP = error(
  'TASK_OVERLAP',
  409,
  'A firing of the task is in progress',
  'The overlap policy is skip, and an earlier firing has not ended',
)
export const SCHEDULE_RECURSION = error(
  'SCHEDULE_RECURSION',
  400,
  'A task cannot fire tasks',
  'The command is tasks run or tasks trigger, at any depth, or one of them is called from inside a firing',
)
