// What `--jq` and `--python` make of each JSON item before it is printed. It runs outside the main thread and can be killed.

export interface Transform extends AsyncDisposable {
  /** The lines that one item becomes; empty for none. Rejects with a `TransformError`, and is of no use after that. */
  apply(json: string): Promise<string>
}

export interface TransformLimits {
  /** For one item, in ms. */
  readonly timeoutMs: number
  /** Characters that one item may become. */
  readonly maxLength: number
}

export const transformLimits: TransformLimits = { timeoutMs: 5000, maxLength: 16 * 1024 * 1024 }

/** `INVALID`: the expression itself; `FAILED`: it failed on an item; `LIMIT`: it took too long or gave too much. */
export type TransformFault = 'TRANSFORM_INVALID' | 'TRANSFORM_FAILED' | 'TRANSFORM_LIMIT'

export class TransformError extends Error {
  override name = 'TransformError'
  readonly code: TransformFault
  constructor(code: TransformFault, message: string) {
    super(message)
    this.code = code
  }
}
