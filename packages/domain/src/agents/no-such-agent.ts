import type { CommandContext } from '../commands/definition.ts'
import { didYouMean } from '../expected.ts'
import { builtInAgent, builtInAgents } from './built-in/index.ts'

/** Whether a name is one of a built-in agent, of the workspace's, or of one that the same batch makes. */
export const isAgent = (context: Pick<CommandContext, 'findBy' | 'isComing'>, name: string): boolean =>
  Boolean(builtInAgent(name) ?? context.findBy('agent', { name })) || context.isComing('agent', name)

/** The names by which agents are asked here. */
export const agentNames = (context: Pick<CommandContext, 'all'>): string[] =>
  [...builtInAgents, ...context.all('agent')].map(({ name }) => name)

/** `the name of an agent, and none is named plannr; did you mean planner?` */
export const noSuchAgent = (name: string, names: readonly string[]): string =>
  `the name of an agent, and none is named ${name}${didYouMean(name, names)}`
