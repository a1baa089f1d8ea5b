/** What steps.ts of a team's own worker get of its environment: all but what is for us, keys above all. */
export const teamEnvironment = (environment: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined || /^(ORCHESTRATOR_|TEMPORAL_|NODE_CHANNEL_|npm_)|^NODE_OPTIONS$/.test(name)
        ? []
        : [[name, value]],
    ),
  )
