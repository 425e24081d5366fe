// The phone's camera: a picture to the decoder as often as it keeps up, never a queue of them. Also its torch, and single
// pictures for where a camera may not run in the page.

const side_max = 1280;

export class camera {
  /** `read(texts)` for every picture in which something was found. `addresses`: reader, decoder, wasm. */
  constructor(video, addresses, read) {
    this.video = video;
    this.addresses = addresses;
    this.read = read;
    this.number = 0;
    this.canvas = document.createElement("canvas");
    this.paper = this.canvas.getContext("2d", { willReadFrequently: true });
  }

  get possible() {
    return Boolean(this.addresses.decoder);
  }
  get running() {
    return Boolean(this.stream?.active);
  }

  worker() {
    if (!this.decoder) {
      this.decoder = new Worker(this.addresses.reader);
      this.decoder.postMessage({ decoder: this.addresses.decoder, wasm: this.addresses.wasm });
      this.waiting = new Map();
      this.decoder.onmessage = ({ data }) => {
        this.waiting.get(data.number)?.(data.texts);
        this.waiting.delete(data.number);
      };
    }
    return this.decoder;
  }

  decode(picture, thorough) {
    const number = ++this.number;
    const worker = this.worker();
    return new Promise((yes) => {
      this.waiting.set(number, yes);
      worker.postMessage({ picture, number, thorough }, [picture.data.buffer]);
    });
  }

  /** Throws the browser's own DOMException when there is no camera or it may not be used. */
  async start() {
    if (this.running) return;
    this.worker();
    this.stream = await navigator.mediaDevices.getUserMedia({
      audio: false, video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
    });
    this.video.srcObject = this.stream;
    await this.video.play();
    const [track] = this.stream.getVideoTracks();
    track.addEventListener("ended", () => this.ended?.());
    this.has_torch = Boolean(track.getCapabilities?.().torch);
    this.loop();
  }

  stop() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = undefined;
    this.video.srcObject = null;
  }

  async torch(on) {
    const [track] = this.stream?.getVideoTracks() ?? [];
    await track?.applyConstraints({ advanced: [{ torch: on }] });
  }

  grab(from, width, height) {
    const smaller = Math.min(1, side_max / Math.max(width, height));
    this.canvas.width = Math.round(width * smaller);
    this.canvas.height = Math.round(height * smaller);
    this.paper.drawImage(from, 0, 0, this.canvas.width, this.canvas.height);
    return this.paper.getImageData(0, 0, this.canvas.width, this.canvas.height);
  }

  async loop() {
    const stream = this.stream;
    while (this.stream === stream && stream.active) {
      const { videoWidth, videoHeight } = this.video;
      if (!this.resting && !document.hidden && videoWidth > 0) {
        const texts = await this.decode(this.grab(this.video, videoWidth, videoHeight), false);
        if (texts.length > 0 && !this.resting && this.stream === stream) await this.read(texts);
      }
      await new Promise((yes) => (document.hidden ? setTimeout(yes, 250) : requestAnimationFrame(yes)));
    }
  }

  /** The texts in a picture file. */
  async picture(file) {
    const bitmap = await createImageBitmap(file);
    try {
      return await this.decode(this.grab(bitmap, bitmap.width, bitmap.height), true);
    } finally {
      bitmap.close();
    }
  }
}
