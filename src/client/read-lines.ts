// JSON lines of an answer, each as it comes. Rejects when the answer breaks off.

export async function* readLines({ body }: Response): AsyncGenerator<unknown, void, undefined> {
  if (!body) return
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  try {
    for (;;) {
      const { done, value = '' } = await reader.read()
      const lines = (rest + value).split('\n')
      rest = done ? '' : (lines.pop() ?? '')
      for (const line of lines) if (line !== '') yield JSON.parse(line) as unknown
      if (done) return
    }
  } finally {
    reader.cancel().catch(() => undefined) // of an answer that broke off; its fault is told already
  }
}

/** All lines of an answer. */
export async function collectLines(response: Response): Promise<unknown[]> {
  const lines: unknown[] = []
  for await (const line of readLines(response)) lines.push(line)
  return lines
}
