// What this installation has for the agents of the run API.

export interface Installation {
  /** The `provider/model` of a model stack, or why there is none. */
  resolveModelStack(modelStackId: string): Promise<{ ok: true; model: string } | { ok: false; message: string }>
  /** Whether loaded code has a tool of this name for the tenant. */
  hasTool(organizationId: string, name: string): boolean
  /** The name under which loaded code has a tool of an MCP server for the tenant; null: it has none. */
  findMcpTool(organizationId: string, serverId: string, tool: string): string | null
}
