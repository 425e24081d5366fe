// The decoder of the phone's camera, on a thread of its own so that the page never stutters.
// First message: where decoder and its WebAssembly lie. Then pictures; each is answered by the texts found in it.
let ready;

self.onmessage = async ({ data }) => {
  if (data.decoder) {
    importScripts(data.decoder);
    ready = ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => data.wasm }, fireImmediately: true });
    return;
  }
  const { picture, number, thorough } = data;
  try {
    await ready;
    const found = await ZXingWASM.readBarcodes(picture, {
      formats: ["QRCode", "EAN13", "Code128"],
      tryHarder: thorough, tryRotate: true, tryInvert: true, tryDownscale: true, maxNumberOfSymbols: 4,
    });
    // The one nearest to the middle first: that is the one held up.
    const middle = { x: picture.width / 2, y: picture.height / 2 };
    const far = ({ position: { topLeft, bottomRight } }) => Math.hypot((topLeft.x + bottomRight.x) / 2 - middle.x, (topLeft.y + bottomRight.y) / 2 - middle.y);
    const texts = found.filter((each) => each.isValid !== false && each.text).sort((left, right) => far(left) - far(right)).map((each) => each.text);
    self.postMessage({ number, texts });
  } catch (failure) {
    self.postMessage({ number, texts: [], failed: String(failure) });
  }
};
