// What a tool of Errand's own throws when it knows more of a failure than a message.

export class ToolFailure extends Error {
  override name = 'ToolFailure'
  readonly code: string
  readonly isRetryable: boolean
  /** The call could not be made at all: something is missing on this side. */
  readonly isNotInvoked: boolean
  constructor(
    message: string,
    details: { code?: string; isRetryable?: boolean; isNotInvoked?: boolean; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause })
    this.code = details.code ?? 'TOOL_EXECUTION_ERROR'
    this.isRetryable = details.isRetryable ?? false
    this.isNotInvoked = details.isNotInvoked ?? false
  }
}
