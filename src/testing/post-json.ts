// The request options of a command with a JSON body.
export function postJson(input: unknown, headers: Record<string, string> = {}): RequestInit {
  const body = JSON.stringify(input)
  return { method: 'POST', body, headers: { 'Content-Type': 'application/json', ...headers } }
}
