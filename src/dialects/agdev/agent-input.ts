// What the run API takes for an agent.
import { z } from 'zod'
import { Description } from '../../contracts/agent.ts'
import { Id, JsonObject, Name, NonEmptyText } from '../../contracts/scalars.ts'

export const AgentTool = z.discriminatedUnion('source', [
  z.strictObject({ source: z.literal('builtin'), type: z.string() }),
  z.strictObject({ source: z.literal('mcp'), serverId: NonEmptyText, enabledTools: z.array(NonEmptyText).min(1) }),
  z.strictObject({ source: z.literal('native'), toolId: Id }),
])
export type AgentTool = z.infer<typeof AgentTool>

export const AgentInput = z.strictObject({
  name: Name.optional(),
  description: Description.optional(),
  modelStackId: NonEmptyText,
  /** JSON Schema of an object. */
  inputSchema: JsonObject,
  /** A template over the input. */
  goalPrompt: z.string(),
  customPlanningInstructions: z.string().optional(),
  customToolCallInstructions: z.string().optional(),
  customResultInstructions: z.string().optional(),
  enableContextCompression: z.boolean().optional(),
  tools: z.array(AgentTool).min(1).max(100),
  resultType: z.enum(['document', 'json']).optional(),
  resultSchema: JsonObject.optional(),
  webhookUrl: z.string().optional(),
})

export const AgentPatch = AgentInput.partial().extend({ rotateWebhookSecret: z.boolean().optional() })
export type AgentPatch = z.infer<typeof AgentPatch>
