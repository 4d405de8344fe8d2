// What became of a row, as one line of a results file.
import { z } from 'zod'
import { RunInput } from '../../contracts/run.ts'
import { JsonObject } from '../../contracts/scalars.ts'

export const BatchResult = z.strictObject({
  /** Where the row begins in the file of inputs. */
  line: z.int(),
  agentId: z.string(),
  /** Absent when the row could not be read. */
  input: RunInput.optional(),
  runId: z.string().optional(),
  /** `started`: not known yet. `refused`: there is no run, because of what `error` says. */
  status: z.enum(['started', 'waiting', 'done', 'error', 'cancelled', 'refused']),
  output: JsonObject.optional(),
  error: z.strictObject({ code: z.string(), message: z.string() }).optional(),
  totalTokens: z.int().optional(),
  costUsd: z.number().optional(),
})
export type BatchResult = z.infer<typeof BatchResult>
