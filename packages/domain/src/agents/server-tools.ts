/** Tools of MCP servers are named `mcp.<connection>.<tool>`; `mcp.<connection>.*` are all that are allowed of it. */
export const isServerTool = (name: string): boolean => name.startsWith('mcp.')

/** @returns null: it is named otherwise */
export function partsOfServerTool(name: string): { readonly server: string; readonly tool: string } | null {
  const [, server, tool] = /^mcp\.([a-z][a-z0-9-]*)\.(\*|[A-Za-z0-9_.-]+)$/.exec(name) ?? []
  return server !== undefined && tool !== undefined ? { server, tool } : null
}

export const serverToolName = (server: string, tool: string): string => `mcp.${server}.${tool}`

/** Whether a tool is one of those that a list names, by itself or with all of its server. */
export function namesTool(names: readonly string[], tool: string): boolean {
  if (names.includes(tool)) return true
  const parts = partsOfServerTool(tool)
  return parts !== null && names.includes(serverToolName(parts.server, '*'))
}
