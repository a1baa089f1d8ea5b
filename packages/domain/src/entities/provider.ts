/** The services that connectors are for. What happens there begins with one of these names, and nobody else can say that it did. */
export const providers = ['github', 'jira', 'notion', 'slack', 'email', 'mcp'] as const

/** Those that have branches and pull requests. */
export const codeProviders: readonly string[] = ['github']
