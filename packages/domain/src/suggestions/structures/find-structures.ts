import type { AutomationSuggestion } from '../../entities/suggestion.ts'
import { deriveId } from '../../ids.ts'
import { evidenceOf } from '../evidence.ts'
import type { History } from '../history.ts'
import { wilsonLowerBound } from '../statistics.ts'
import { type Cluster, clusterUnits } from './cluster.ts'
import { templateOf } from './template-of.ts'
import { unitsOf } from './units.ts'

/** Projects, and tasks with parts, that people build alike each time, each as a template. */
export function findStructures(history: History): AutomationSuggestion[] {
  const units = unitsOf(history)
  return (['project', 'task'] as const)
    .flatMap((kind) => clusterUnits(units.filter((unit) => unit.kind === kind)))
    .map((cluster) => suggest(history, cluster))
}

/** Its confidence: the lower end of the Wilson interval of parts that are as in the template, of all that it or people made. */
function suggest(history: History, cluster: Cluster): AutomationSuggestion {
  const { units, core } = cluster
  const template = templateOf(history, cluster)
  const would = units.length * core.length
  const asByHand = units.reduce((sum, { parts }) => sum + core.filter((title) => parts.has(title)).length, 0)
  const missed = units.reduce((sum, { parts }) => sum + parts.size, 0) - asByHand
  const projects = new Set(units.map(({ projectId }) => projectId))
  const [kind = 'task'] = units.map((unit) => unit.kind)
  const [projectId = null] = kind === 'task' && projects.size === 1 ? projects : []
  return {
    id: deriveId(history.workspaceId, 'structure', kind, ...[...core].sort()),
    kind: 'structure',
    projectId,
    title: `Make a template “${template.name}” of ${core.length} tasks`,
    why: `${units.length} ${kind === 'project' ? 'projects' : 'tasks'} were built alike by hand: ${asByHand} of the ${would} parts of the template, and ${missed} others.`,
    confidence: wilsonLowerBound(asByHand, would + missed),
    backtest: { would, asByHand, alreadySo: 0, otherwise: would - asByHand, missed },
    evidence: evidenceOf(units.map(({ parts }) => [...parts.values()])),
    commands: [{ type: 'template.create', data: template }],
  }
}
