import type { Locator } from 'playwright-core'

/** The colour in the middle of the left edge of what an element shows on the screen, as `#rrggbb`. */
export async function colourOf(element: Locator): Promise<string> {
  const box = await element.boundingBox()
  if (!box) throw new Error('the element is not shown')
  const page = element.page()
  const clip = { x: box.x + 12, y: box.y + box.height / 2, width: 1, height: 1 }
  const picture = (await page.screenshot({ clip })).toString('base64')
  // Read on a page without any policy.
  const reader = await page.context().newPage()
  const colour = await reader.evaluate(async (base64) => {
    const image = new Image()
    image.src = `data:image/png;base64,${base64}`
    await image.decode()
    const canvas = document.createElement('canvas').getContext('2d')
    canvas?.drawImage(image, 0, 0)
    const [red = 0, green = 0, blue = 0] = canvas?.getImageData(0, 0, 1, 1).data ?? []
    return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`
  }, picture)
  await reader.close()
  return colour
}
