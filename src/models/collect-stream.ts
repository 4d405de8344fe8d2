// Reads a whole model stream into one result, as `doGenerate` returns it. An error part or a broken stream is thrown,
// never returned as a short answer.
import type {
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
} from '@ai-sdk/provider'

/** Collects text, reasoning and tool calls, in the order in which they began. */
export async function collectStream(result: LanguageModelV4StreamResult): Promise<LanguageModelV4GenerateResult> {
  const content: LanguageModelV4Content[] = []
  const openById = new Map<string, { text: string }>()
  const collected: LanguageModelV4GenerateResult = {
    content,
    finishReason: { unified: 'other', raw: undefined },
    usage: emptyUsage(),
    warnings: [],
  }
  for await (const part of result.stream) collectPart(part, collected, openById)
  return collected
}

function collectPart(
  part: LanguageModelV4StreamPart,
  collected: LanguageModelV4GenerateResult,
  openById: Map<string, { text: string }>,
): void {
  switch (part.type) {
    case 'stream-start':
      collected.warnings = part.warnings
      return
    case 'response-metadata': {
      const { type: _type, ...metadata } = part
      collected.response = metadata
      return
    }
    case 'text-start':
    case 'reasoning-start': {
      const opened = { type: part.type === 'text-start' ? ('text' as const) : ('reasoning' as const), text: '' }
      openById.set(part.id, opened)
      collected.content.push(opened)
      return
    }
    case 'text-delta':
    case 'reasoning-delta': {
      const open = openById.get(part.id)
      if (open) open.text += part.delta
      return
    }
    case 'tool-call':
      collected.content.push(part)
      return
    case 'finish':
      collected.finishReason = part.finishReason
      collected.usage = part.usage
      return
    case 'error':
      throw part.error
    default:
  }
}

function emptyUsage(): LanguageModelV4GenerateResult['usage'] {
  return {
    inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
    outputTokens: { total: undefined, text: undefined, reasoning: undefined },
  }
}
