import type { AgentDefinition } from '../../entities/agent.ts'
import { deriveId } from '../../ids.ts'
import { analyst } from './analyst.ts'
import { automator } from './automator.ts'
import { estimator } from './estimator.ts'
import { planner } from './planner.ts'
import { reviewer } from './reviewer.ts'

/** The agents that every workspace has; nobody else takes their names. */
export const builtInAgents: readonly AgentDefinition[] = [planner, analyst, automator, reviewer, estimator]

const byName = new Map(builtInAgents.map((agent) => [agent.name, agent]))

/** By which it is asked for; no row has it. */
export const builtInAgentId = (name: string): string => deriveId('built-in agent', name)

export const builtInAgent = (name: string): AgentDefinition | undefined => byName.get(name)
export const isBuiltIn = (name: string): boolean => byName.has(name)
