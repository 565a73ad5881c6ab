"""axe on a page, with the contrast of every look of a text measured once a process.

How well a text can be read depends on its colour, size and weight and on what is painted below it. Pages are made of
the same components, so nearly every text looks like one on a page before; to measure them all again was half of a scan.
All other rules look at every element of every page.
"""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what passes need not be told element by element
    "preload": False,  # our pages play no media, and no rule of ours reads style sheets
}

LOOKS_OF_TEXTS = """() => {
    const FIELDS = 'input:not([type=hidden]), select, textarea'
    const clear = colour => /^rgba\\(.*, 0\\)$|transparent/.test(colour)
    const told = new Map()
    const ground = it => told.get(it) ?? told.set(it, groundOf(it)).get(it)
    const groundOf = it => {
        const {backgroundColor: colour, backgroundImage: image, opacity: own} = getComputedStyle(it)
        const opacity = own * (it.parentElement ? ground(it.parentElement).opacity : 1)
        const hides = !/^rgba|transparent|\\//.test(colour) && opacity === 1
        return {opacity, hides, paints: image !== 'none' || !clear(colour), painted: [colour, image, opacity]}
    }
    const below = (it, x, y) => {
        const found = [], all = document.elementsFromPoint(x, y)
        if (!all.includes(it)) return null
        for (const each of all) {
            const {hides, paints, painted} = ground(each)
            if (each === it) found.push('the text')
            if (!paints) continue
            found.push(...painted)
            if (hides && found.includes('the text')) break
        }
        return found
    }
    const boxes = it => {
        const texts = [...it.childNodes].filter(each => each.nodeType === 3 && each.nodeValue.trim())
        if (!texts.length) return it.matches(FIELDS) ? [it.getBoundingClientRect()] : []
        return texts.flatMap(each => {
            const range = document.createRange()
            range.selectNode(each)
            return [...range.getClientRects()]
        })
    }
    const shortOf = look => {
        let one = 0x9e3779b9, two = 0x85ebca6b
        for (let place = 0; place < look.length; place++) {
            one = Math.imul(one ^ look.charCodeAt(place), 2654435761)
            two = Math.imul(two ^ look.charCodeAt(place), 1597334677)
        }
        return `${one >>> 0}-${two >>> 0}`
    }
    const found = new Map()
    for (const it of document.querySelectorAll('body, body *')) {
        const all = boxes(it)
        if (!all.length) continue
        const style = getComputedStyle(it)
        const middle = box => [(box.left + box.right) / 2, (box.top + box.bottom) / 2]
        const ends = [...new Set([all[0], all.at(-1)])].map(box => below(it, ...middle(box)))
        const own = [it.tagName, style.color, style.fontSize, style.fontWeight, style.textShadow, ground(it).opacity]
        found.set(it, ends.includes(null) ? null : shortOf(JSON.stringify([...own, ...ends])))
    }
    return found
}"""
"""Each element with a text of its own and how it looks, told in 64 bits, as every page hears of all looks before; null
where something that is not its own lies over it, or it is not on the screen.
"""

FINDINGS = f"""async ([rules, known]) => {{
    document.getAnimations()
        .filter(each => Number.isFinite(each.effect.getComputedTiming().endTime)).forEach(each => each.finish())
    const seen = new Set(known.split(' ')), looks = ({LOOKS_OF_TEXTS})()
    const anew = [...looks.keys()].filter(it => looks.get(it) === null || !seen.has(looks.get(it)))
    anew.forEach(it => it.setAttribute('data-measured', ''))
    axe.configure({{rules: [{{id: 'color-contrast', selector: '[data-measured]'}}]}})
    const all = await new Promise((resolve, reject) => {{
        axe.run({{...rules, reporter: (results, options, done) => {{ resolve(results); done([]) }}}}).catch(reject)
    }})
    const readable = all.find(rule => rule.id === 'color-contrast').passes.map(each => looks.get(each.node.element))
    const violations = all.some(rule => rule.violations.length) ? (await axe.run(rules)).violations : []
    anew.forEach(it => it.removeAttribute('data-measured'))
    return [violations, document.documentElement.scrollWidth > innerWidth, [...new Set(readable)]]
}}"""
"""What axe finds, whether the page is wider than the screen, and the looks that were found readable.

Colours that fade from one scheme to the other are not looked at half way.
"""

_readable: set[str] = set()


def bring(page: Page) -> None:
    """Have axe there: in pages that are looked at, no others."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)


def findings(page: Page) -> tuple[list[dict[str, Any]], bool]:
    """What axe has to say against the page, and whether the page is wider than the screen."""
    violations, is_too_wide, readable = page.evaluate(FINDINGS, [RULES, " ".join(_readable)])
    _readable.update(look for look in readable if look)
    return violations, is_too_wide
