// W3C trace context of runs. The ids of a run's spans follow from its log, so that every process gives them the same,
// also after a restart, and what a run calls can be told its place in the trace before any span is sent.

export interface TraceContext {
  /** 32 hex digits. */
  readonly traceId: string
  /** 16 hex digits. */
  readonly spanId: string
  /** 1: somebody above records the trace. */
  readonly flags: number
}

const PATTERN = /^([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

/** Reads a `traceparent`; null when it is none. Of later versions it reads what version 00 has. */
export function parseTraceparent(text: string): TraceContext | null {
  const [, version, traceId = '', spanId = '', flags = '', more] = PATTERN.exec(text) ?? []
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return null
  return { traceId, spanId, flags: Number.parseInt(flags, 16) & 1 }
}

export function renderTraceparent({ traceId, spanId, flags }: TraceContext): string {
  return `00-${traceId}-${spanId}-0${flags}`
}

/** Where a span of a run stands in its trace: of a turn or a call, or of the run itself. Null: the run has no trace. */
export function locateSpan(
  { traceparent }: { readonly traceparent?: string | undefined },
  runId: string,
  spanId = '',
): TraceContext | null {
  const parent = traceparent === undefined ? null : parseTraceparent(traceparent)
  return parent && { ...parent, spanId: hash(`${runId}/${spanId}`) }
}

/** FNV-1a of 64 bits, in hex. */
function hash(text: string): string {
  let value = 0xcbf29ce484222325n
  for (const character of text) {
    value = BigInt.asUintN(64, (value ^ BigInt(character.codePointAt(0) ?? 0)) * 0x100000001b3n)
  }
  return value.toString(16).padStart(16, '0')
}
