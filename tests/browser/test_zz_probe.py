from playwright.sync_api import expect
def test_x(app):
    app.page.keyboard.press("Tab")
    l=app.page.locator(".skip")
    print(l.bounding_box(), app.value("getComputedStyle(document.querySelector('.skip')).transform"), l.count(), app.value("document.activeElement.className"))
    print(app.page.evaluate("new Promise(r=>{const o=new IntersectionObserver(e=>{r(JSON.stringify(e.map(x=>[x.isIntersecting,x.intersectionRatio,x.rootBounds,x.boundingClientRect])))}) ; o.observe(document.querySelector('.skip'))})"))
