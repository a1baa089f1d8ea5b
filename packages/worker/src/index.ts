export { BundleError, type BundleManifest, buildBundle, type PlaybookBundle } from './playbooks/build/build-bundle.ts'
export { checkPlaybooks } from './playbooks/build/check-playbooks.ts'
export { type PlaybookProblem, type ProblemRule, printProblem } from './playbooks/build/problem.ts'
export { type Deployed, deployBundle, ownerOf } from './playbooks/host/deploy.ts'
