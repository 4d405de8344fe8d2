// Port: where people sign in, when it is not this server. What a refusal says is shown to the person: what happened, and
// what to do.

export interface IdentityProvider {
  /** What people know it by, e.g. `login.example.com`. */
  readonly host: string
  /** Where to send the browser. **Contract:** never rejects. */
  start(params: StartParams): Promise<({ readonly ok: true } & Started) | Refusal>
  /** Who came back. **Contract:** never rejects, and is ok only for the one answer of the provider to these checks. */
  finish(params: FinishParams): Promise<{ readonly ok: true; readonly token: string } | Refusal>
}

export interface StartParams {
  /** Where the provider sends the browser back to. */
  readonly redirectUri: string
  /** The provider is to ask who it is, though it may know. */
  readonly asksAnew: boolean
}

export interface Started {
  readonly address: string
  readonly checks: Checks
}

/** What the answer must fit to. Only this browser may have them. */
export interface Checks {
  readonly state: string
  readonly nonce: string
  /** Of PKCE: whoever has the code alone can do nothing with it. */
  readonly verifier: string
}

export interface FinishParams {
  /** The redirect URI, with what the provider added to it. */
  readonly address: URL
  readonly checks: Checks
}

export interface Refusal {
  readonly ok: false
  readonly fault: string
}
