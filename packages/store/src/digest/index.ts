export { digestFrom, previewDigest } from './preview-digest.ts'
export { readDigest } from './read-digest.ts'
export { readTaskLinks, type TaskLink, tasksIn } from './read-task-links.ts'
