// Reads a model stream to its end and keeps what came before an error.
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider'

/** All parts that were delivered; `error` is what the stream broke with, undefined when it closed in order. */
export async function readParts(
  stream: ReadableStream<LanguageModelV4StreamPart>,
): Promise<{ parts: LanguageModelV4StreamPart[]; error: unknown }> {
  const parts: LanguageModelV4StreamPart[] = []
  try {
    for await (const part of stream) parts.push(part)
    return { parts, error: undefined }
  } catch (error) {
    return { parts, error }
  }
}
