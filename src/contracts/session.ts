// The shapes of sessions on the wire.
import { z } from 'zod'
import { nameSchemas } from '../spec/name-schemas.ts'
import { Count, DateTime, Id } from './scalars.ts'

export const Session = z.strictObject({
  id: Id,
  organizationId: Id,
  /** Of the session's first run. */
  agentId: Id.optional(),
  /** Of the session's first run. */
  userId: Id.optional(),
  /** The first message, shortened. */
  title: z.string().optional(),
  runCount: Count,
  createdAt: DateTime,
  /** When something last happened in one of its runs. */
  updatedAt: DateTime,
})
export type Session = z.infer<typeof Session>

export const SessionMessage = z.strictObject({
  runId: Id,
  role: z.enum(['user', 'assistant']),
  content: z.string(),
  at: DateTime,
})
export type SessionMessage = z.infer<typeof SessionMessage>

nameSchemas({ Session, SessionMessage })
