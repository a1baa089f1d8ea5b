export { BundleError, type BundleManifest, buildBundle, type PlaybookBundle } from './playbooks/build/build-bundle.ts'
export { buildSimulator } from './playbooks/build/build-simulator.ts'
export { checkPlaybooks } from './playbooks/build/check-playbooks.ts'
export { findSources } from './playbooks/build/find-sources.ts'
export { type PlaybookProblem, type ProblemRule, printProblem } from './playbooks/build/problem.ts'
export { type Deployed, deployBundle, ownerOf } from './playbooks/host/deploy.ts'
export {
  type PlaybookWorker,
  type PlaybookWorkerOptions,
  startPlaybookWorker,
} from './playbooks/remote/playbook-worker.ts'
export { WorkerStartError } from './playbooks/remote/reach.ts'
export { type RecordedRun, type Replayed, replayRuns } from './playbooks/replay/replay-runs.ts'
