import type { LanguageModelV4CallOptions, LanguageModelV4Prompt, LanguageModelV4StreamPart } from '@ai-sdk/provider'
import { APICallError } from '@ai-sdk/provider'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { describeModelError } from './model-error.ts'
import { readParts } from '../testing/provider-server/read-parts.ts'
import { createSimScript, type ScriptTurn } from './sim-script.ts'

const model = createSimScript()
const user: LanguageModelV4Prompt = [{ role: 'user', content: [{ type: 'text', text: 'go' }] }]

function call(script: readonly ScriptTurn[], more: Partial<LanguageModelV4CallOptions> & { sim?: object } = {}) {
  const { sim, ...options } = more
  const settings = JSON.parse(JSON.stringify({ script, ...sim }))
  return { prompt: user, providerOptions: { sim: settings }, ...options } satisfies LanguageModelV4CallOptions
}

async function play(options: LanguageModelV4CallOptions): Promise<LanguageModelV4StreamPart[]> {
  const { stream } = await model.doStream(options)
  const { parts, error } = await readParts(stream)
  if (error !== undefined) throw error
  return parts
}

function afterTurns(count: number): LanguageModelV4Prompt {
  const said = Array.from({ length: count }, (): LanguageModelV4Prompt[number] => ({
    role: 'assistant',
    content: [{ type: 'text', text: 'so far' }],
  }))
  return [...user, ...said]
}

afterEach(() => {
  vi.useRealTimers()
})

describe('a scripted turn', () => {
  it('streams reasoning, text by words, tool calls and the finish in that order', async () => {
    const parts = await play(
      call([{ reasoning: 'Let me see', text: 'One two', toolCalls: [{ name: 'add', input: { a: 1 }, id: 'c1' }] }]),
    )
    expect(parts.map((part) => part.type).join(' ')).toBe(
      'stream-start response-metadata ' +
        'reasoning-start reasoning-delta reasoning-delta reasoning-delta reasoning-end ' +
        'text-start text-delta text-delta text-end ' +
        'tool-input-start tool-input-delta tool-input-end tool-call finish',
    )
    expect(parts).toContainEqual({ type: 'tool-call', toolCallId: 'c1', toolName: 'add', input: '{"a":1}' })
    expect(parts.at(-1)).toMatchObject({ finishReason: { unified: 'tool-calls', raw: 'tool-calls' } })
  })

  it('is the one after as many assistant messages as follow the last user message', async () => {
    const script = [{ text: 'first' }, { text: 'second' }, { text: 'third' }]
    const texts = [0, 1, 2, 3, 4].map(
      async (count) => (await model.doGenerate(call(script, { prompt: afterTurns(count) }))).content,
    )
    expect((await Promise.all(texts)).flat()).toMatchObject(
      ['first', 'second', 'third', 'third', 'third'].map((text) => ({ type: 'text', text })),
    )
    const nextMessage = await model.doGenerate(call(script, { prompt: [...afterTurns(2), ...user] }))
    expect(nextMessage.content).toMatchObject([{ text: 'first' }])
  })

  it('says that the script has ended when its last turn has no text', async () => {
    const script = [{ toolCalls: [{ name: 'add', input: {} }] }]
    expect((await model.doGenerate(call(script, { prompt: afterTurns(1) }))).content).toMatchObject([
      { text: '(end of script)' },
    ])
    expect((await model.doGenerate({ prompt: user })).content).toMatchObject([{ text: '(end of script)' }])
  })

  it('gives tool calls ids that repeat with the prompt and differ within and between turns', async () => {
    const script = [{ toolCalls: [{ name: 'a' }, { name: 'a' }] }, { toolCalls: [{ name: 'a' }] }]
    const idsAt = async (count: number): Promise<string[]> => {
      const { content } = await model.doGenerate(call(script, { prompt: afterTurns(count) }))
      return content.flatMap((part) => (part.type === 'tool-call' ? [part.toolCallId] : []))
    }
    const [first, again, second] = [await idsAt(0), await idsAt(0), await idsAt(1)]
    expect(again).toEqual(first)
    expect(new Set([...first, ...second]).size).toBe(3)
  })

  it('passes malformed arguments on as they are', async () => {
    const parts = await play(call([{ toolCalls: [{ name: 'add', input: '{"a": 1,' }] }]))
    expect(parts).toContainEqual(expect.objectContaining({ type: 'tool-call', input: '{"a": 1,' }))
  })

  it('rejects the call with a scripted error, as a provider package would', async () => {
    const error = await play(call([{ error: { message: 'slow down', statusCode: 429, retryAfterMs: 1500 } }])).catch(
      (thrown: unknown) => thrown,
    )
    expect(APICallError.isInstance(error)).toBe(true)
    expect(describeModelError(error, 0)).toEqual({
      message: 'the provider answered 429: slow down',
      isRetryable: true,
      retryAfterMs: 1500,
    })
  })

  it('streams an error part after its text when it has both', async () => {
    const parts = await play(call([{ text: 'Half', error: { message: 'overloaded' } }]))
    expect(parts.map((part) => part.type).slice(-3)).toEqual(['text-end', 'error', 'finish'])
    expect(parts.at(-1)).toMatchObject({ finishReason: { unified: 'error' } })
    await expect(model.doGenerate(call([{ text: 'Half', error: { message: 'overloaded' } }]))).rejects.toThrow(
      'overloaded',
    )
  })

  it('delivers everything up to the cut, then errors like a dropped connection', async () => {
    const { stream } = await model.doStream(call([{ text: 'Hello wide world', cutAfter: 8 }]))
    const { parts, error } = await readParts(stream)
    expect(parts.map((part) => (part.type === 'text-delta' ? part.delta : '')).join('')).toBe('Hello wi')
    expect(describeModelError(error, 0)).toMatchObject({ isRetryable: true })
  })

  it('never cuts a character in two', async () => {
    const { stream } = await model.doStream(call([{ text: 'ab😀cd', cutAfter: 3 }]))
    const { parts } = await readParts(stream)
    const deltas = parts.flatMap((part) => (part.type === 'text-delta' ? [part.delta] : []))
    expect(deltas).toEqual(['ab'])
  })

  it('names what is wrong with a script', async () => {
    const script = [{ text: 'a', tolCalls: [] }]
    await expect(play(call([], { sim: { script } }))).rejects.toThrow(/^providerOptions\.sim\.script\.0: .*tolCalls/)
    await expect(play(call([], { sim: { script: 'x' } }))).rejects.toThrow('providerOptions.sim.script is not an array')
  })
})

describe('the switches', () => {
  const script = [{ text: 'a', toolCalls: [{ name: 'add', input: { a: 1 } }] }]

  it('fail the call, or only the n-th of the conversation', async () => {
    await expect(play(call(script, { sim: { failure: 'error' } }))).rejects.toMatchObject({
      statusCode: 503,
      isRetryable: true,
    })
    await expect(play(call(script, { sim: { failure: 'error@2' } }))).resolves.toBeDefined()
    await expect(play(call(script, { sim: { failure: 'error@2' }, prompt: afterTurns(1) }))).rejects.toMatchObject({
      statusCode: 503,
    })
  })

  it('break the arguments of every call', async () => {
    const parts = await play(call(script, { sim: { failure: 'malformed-args' } }))
    const input = parts.find((part) => part.type === 'tool-call')?.input ?? '{}'
    expect(() => JSON.parse(input) as unknown).toThrow(SyntaxError)
  })

  it('refuse what they do not know', async () => {
    await expect(play(call(script, { sim: { failure: 'explode' } }))).rejects.toThrow(
      'providerOptions.sim.failure is "explode"',
    )
    await expect(play(call(script, { sim: { delayMs: -1 } }))).rejects.toThrow('providerOptions.sim.delayMs is -1')
  })

  it('hang until the call is aborted', async () => {
    const abort = new AbortController()
    const { stream } = await model.doStream(call(script, { sim: { failure: 'hang' }, abortSignal: abort.signal }))
    const reader = stream.getReader()
    await reader.read()
    await reader.read()
    const pending = reader.read()
    abort.abort()
    await expect(pending).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('an abort', () => {
  it('rejects a call that has not begun', async () => {
    await expect(play(call([{ text: 'a' }], { abortSignal: AbortSignal.abort() }))).rejects.toMatchObject({
      name: 'AbortError',
    })
  })

  it('ends the stream during a pause and leaves no timer behind', async () => {
    vi.useFakeTimers()
    const abort = new AbortController()
    const { stream } = await model.doStream(call([{ text: 'one two', delayMs: 60_000 }], { abortSignal: abort.signal }))
    const reader = stream.getReader()
    for (let count = 0; count < 3; count++) await reader.read()
    const pending = reader.read()
    await vi.advanceTimersByTimeAsync(30_000)
    expect(vi.getTimerCount()).toBe(1)
    abort.abort(new Error('cancelled by a person'))
    await expect(pending).rejects.toMatchObject({ name: 'AbortError' })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('throws away what was not read yet', async () => {
    const abort = new AbortController()
    const { stream } = await model.doStream(call([{ text: 'one two' }], { abortSignal: abort.signal }))
    const reader = stream.getReader()
    await reader.read()
    abort.abort()
    await expect(reader.read()).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('is not listened to any more once the stream has been read or cancelled', async () => {
    const abort = new AbortController()
    const remove = vi.spyOn(abort.signal, 'removeEventListener')
    await play(call([{ text: 'a' }], { abortSignal: abort.signal }))
    const { stream } = await model.doStream(call([{ text: 'a' }], { abortSignal: abort.signal }))
    await stream.cancel()
    expect(remove).toHaveBeenCalledTimes(2)
  })
})

describe('a pause', () => {
  it('comes before every delta and nothing else', async () => {
    vi.useFakeTimers()
    const reading = play(call([{ text: 'one two three', delayMs: 100 }]))
    await vi.advanceTimersByTimeAsync(299)
    expect(vi.getTimerCount()).toBe(1)
    await vi.advanceTimersByTimeAsync(1)
    expect((await reading).filter((part) => part.type === 'text-delta')).toHaveLength(3)
  })

  it('makes no timer when it is 0', async () => {
    const spy = vi.spyOn(globalThis, 'setTimeout')
    await play(call([{ text: 'one two three' }]))
    expect(spy).not.toHaveBeenCalled()
    spy.mockRestore()
  })
})
