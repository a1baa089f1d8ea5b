export { digestFrom, previewDigest } from './preview-digest.ts'
export { readDigest } from './read-digest.ts'
