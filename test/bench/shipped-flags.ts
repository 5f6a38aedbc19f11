import packageJson from '../../package.json' with { type: 'json' }

/** The flags `npm start` gives to Node. */
export function shippedFlags(): readonly string[] {
  const words = packageJson.scripts.start.split(/\s+/)
  return words.slice(1).filter((word) => word.startsWith('--'))
}
