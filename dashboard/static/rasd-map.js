/* The part of the map that runs in the browser: the offline base map, the shapes of markers, and what a pointer sees.
 * dashboard/layers.py says what to draw; everything here gets plain data and puts words on the page as text nodes, never as HTML. */
"use strict";

window.rasd = (function () {
  // What a label may show at which zoom; smaller ranks win where two would overlap.
  const LABEL_ZOOM = { governorate: [6, 8], city: [8, 22], town: [10, 22], village: [12, 22] };
  const PIN = { pane: "rasd-pins", interactive: false };
  const SVG = "http://www.w3.org/2000/svg";
  let outlines = null; // a promise of {pcode: feature}
  let settings = null;

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function symbol(shape, colour, size) {
    const svg = document.createElementNS(SVG, "svg");
    const path = document.createElementNS(SVG, "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("width", size);
    svg.setAttribute("height", size);
    path.setAttribute("d", settings.shapes[shape]); // in a box of 24 by 24
    path.setAttribute("fill", colour);
    svg.appendChild(path);
    return svg;
  }

  function tooltip(properties) {
    const box = element("div", "rasd-tip");
    box.dir = settings.direction;
    box.appendChild(element("strong", "", properties.title));
    if (properties.other) box.appendChild(element("bdi", "rasd-tip-other", properties.other));
    for (const line of properties.lines || []) box.appendChild(element("div", "", line));
    return box;
  }

  /* Markers: shape and colour by type, a number where several events share the place. */
  function point(feature, latlng) {
    const p = feature.properties;
    const icon = element("div", "rasd-marker" + (p.selected ? " rasd-selected" : ""));
    icon.appendChild(symbol(p.shape, p.colour, p.size));
    if (p.n > 1) icon.appendChild(element("span", "rasd-count", p.count));
    return L.marker(latlng, {
      icon: L.divIcon({ html: icon, className: "", iconSize: [p.size, p.size] }),
      title: "",
      alt: p.title,
      zIndexOffset: p.selected ? 1000 : p.n,
      keyboard: true,
    });
  }

  /* Candidates of a search: dots that carry their rank. */
  function ranked(feature, latlng) {
    const p = feature.properties;
    const dot = element("div", "rasd-rank" + (p.selected ? " rasd-rank-selected" : ""), p.count);
    return L.marker(latlng, {
      icon: L.divIcon({ html: dot, className: "", iconSize: [22, 22] }),
      title: "",
      alt: p.title,
      zIndexOffset: p.selected ? 1000 : 100 - p.rank,
      keyboard: true,
    });
  }

  /* Point features as a layer; make: draws one of them, finish: adds what a pointer or a screen reader finds. */
  function drawn(features, make, finish) {
    return L.geoJSON({ type: "FeatureCollection", features }, { pointToLayer: make, onEachFeature: finish });
  }
  const points = (features) => drawn(features, point, each);
  const ranks = (features) => drawn(features, ranked, each);
  const halos = (features) => drawn(features, halo);

  function each(feature, layer) {
    layer.bindTooltip(tooltip(feature.properties), { direction: "top", offset: [0, -8], className: "rasd-tooltip" });
    layer.on("keypress", (event) => {
      if (event.originalEvent.key !== "Enter" && event.originalEvent.key !== " ") return;
      event.originalEvent.preventDefault();
      layer.fire("click", { latlng: layer.getLatLng() }, true); // to its group too, as a click with the pointer
    });
    layer.on("add", function () {
      const node = layer.getElement && layer.getElement();
      if (node) {
        node.setAttribute("aria-label", [feature.properties.title].concat(feature.properties.lines || []).join(", "));
        node.dataset.place = feature.properties.id;
      }
    });
  }

  /* Precision: a circle with its real radius on the ground. */
  function halo(feature, latlng) {
    return L.circle(latlng, {
      radius: feature.properties.precision_km * 1000,
      pane: "rasd-halo",
      interactive: false,
      className: "rasd-halo" + (feature.properties.selected ? " rasd-halo-selected" : ""),
    });
  }

  /* Areas: outlines that are in the browser already, tinted by their number of events. */
  function areas(items) {
    const group = L.featureGroup();
    const most = Math.max(1, ...items.map((item) => item.n));
    outlines.then((known) => {
      for (const item of items) {
        const parts = item.pcodes.map((pcode) => known[pcode]).filter(Boolean);
        const style = {
          pane: "rasd-tint",
          className: "rasd-area" + (item.selected ? " rasd-area-selected" : ""),
          fillOpacity: 0.06 + 0.2 * Math.sqrt(item.n / most),
        };
        const layer = item.circle
          ? L.circle([item.circle[0], item.circle[1]], { ...style, radius: item.circle[2] * 1000 })
          : L.geoJSON({ type: "FeatureCollection", features: parts }, { style });
        const shapes = item.circle ? [layer] : layer.getLayers();
        for (const shape of shapes) {
          shape.feature = { type: "Feature", properties: { id: item.id }, geometry: null };
          shape.toGeoJSON = () => ({ type: "Feature", properties: { id: item.id }, geometry: null }); // the id says all; an outline is long
          shape.bindTooltip(tooltip(item), { sticky: true, className: "rasd-tooltip" });
          group.addLayer(shape);
        }
      }
    });
    return group;
  }

  /* Areas in shades of what is reported in them; a click opens the list. */
  function shaded(items) {
    const group = L.featureGroup();
    outlines.then((known) => {
      for (const item of items) {
        const parts = item.pcodes.map((pcode) => known[pcode]).filter(Boolean);
        const className = "rasd-shade" + (item.less ? " rasd-less" : "") + (item.selected ? " rasd-area-selected" : "");
        const style = { pane: "rasd-tint", className, fillColor: item.colour, fillOpacity: 0.82 };
        for (const shape of L.geoJSON({ type: "FeatureCollection", features: parts }, { style }).getLayers()) {
          shape.feature = { type: "Feature", properties: { id: item.id }, geometry: null };
          shape.toGeoJSON = () => ({ type: "Feature", properties: { id: item.id }, geometry: null });
          shape.bindTooltip(tooltip(item), { sticky: true, className: "rasd-tooltip" });
          shape.on("add", () => shape.getElement() && (shape.getElement().dataset.area = item.id));
          group.addLayer(shape);
        }
      }
    });
    return group;
  }

  /* Points that were clicked, and the line between them. */
  function pins(items) {
    const group = L.featureGroup();
    for (const one of items) {
      if (one.km) L.circle([one.lat, one.lon], { ...PIN, radius: one.km * 1000, className: "rasd-ring" }).addTo(group);
      else {
        const line = one.closed ? L.polygon : L.polyline;
        line(one.points, { ...PIN, className: "rasd-pin-line" + (one.closed ? " rasd-pin-shape" : "") }).addTo(group);
        for (const at of one.points) L.circleMarker(at, { ...PIN, radius: 6, className: "rasd-pin" }).addTo(group);
      }
    }
    return group;
  }

  /* Shapes that are filtered by. */
  function rings(items) {
    const group = L.featureGroup();
    for (const one of items) L.polygon(one.points, { ...PIN, className: "rasd-ring" }).addTo(group);
    return group;
  }

  /* While clicks set points, the pointer says so, and two quick ones do not zoom. */
  function clicking() {
    const group = L.featureGroup();
    let map = null;
    group.on("add", () => {
      map = group._map;
      map.getContainer().classList.add("rasd-clicking");
      map.doubleClickZoom.disable();
    });
    group.on("remove", () => {
      map.getContainer().classList.remove("rasd-clicking");
      map.doubleClickZoom.enable();
    });
    return group;
  }

  /* A base map that the visitor asked for; nothing else here asks another host. */
  function tiles(sources) {
    const group = L.featureGroup();
    for (const one of sources) group.addLayer(L.tileLayer(one.url, { pane: "rasd-tiles", attribution: one.attribution, maxZoom: one.maxZoom }));
    return group;
  }

  /* Many places: squares with their number of events; a click goes nearer. */
  function grid(cells) {
    const group = L.featureGroup();
    const most = Math.max(1, ...cells.map((cell) => cell.n));
    for (const cell of cells) {
      const square = L.rectangle(cell.bounds, { className: "rasd-cell", fillOpacity: 0.15 + 0.6 * Math.sqrt(cell.n / most) });
      square.bindTooltip(tooltip(cell), { className: "rasd-tooltip" });
      square.on("click", (event) => {
        const map = event.target._map;
        if (!map.getContainer().classList.contains("rasd-clicking")) map.fitBounds(cell.bounds);
      });
      group.addLayer(square);
    }
    return group;
  }

  function labelBox(map, label) {
    const at = map.latLngToContainerPoint([label.lat, label.lon]);
    const half = label.text.length * (label.rank === "governorate" ? 4.4 : 3.4) + 4;
    return { at, left: at.x - half, right: at.x + half, top: at.y - 16, bottom: at.y + 6 };
  }

  /* Names of areas and towns, as many as fit without overlapping. */
  function drawLabels(map, group, labels) {
    const zoom = map.getZoom();
    const view = map.getBounds().pad(0.05);
    const taken = [];
    group.clearLayers();
    for (const label of labels) {
      const [from, to] = LABEL_ZOOM[label.rank];
      if (zoom < from || zoom > to || !view.contains([label.lat, label.lon])) continue;
      const box = labelBox(map, label);
      if (taken.some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom)) continue;
      taken.push(box);
      const node = element("span", "rasd-label rasd-label-" + label.rank, label.text);
      node.dir = "auto";
      L.marker([label.lat, label.lon], {
        pane: "rasd-labels",
        interactive: false,
        keyboard: false,
        icon: L.divIcon({ html: node, className: "", iconSize: [0, 0] }),
      }).addTo(group);
    }
  }

  /* The colours stand in the style sheet, which may come after the outlines, and what is drawn on a canvas without them stays black. */
  function styled(map) {
    return new Promise((done) => {
      const look = (left) => {
        if (!left || getComputedStyle(map.getContainer()).getPropertyValue("--land").trim()) done();
        else setTimeout(look, 50, left - 1);
      };
      look(400);
    });
  }

  function baseMap(map) {
    const canvas = L.canvas({ pane: "rasd-lines" });
    const colours = getComputedStyle(map.getContainer());
    const colour = (name) => colours.getPropertyValue(name).trim() || "#8884";
    const weights = { governorate: 1.4, district: 0.8, subdistrict: 0.5 };
    Promise.all([outlines, styled(map)]).then(([known]) => {
      const draw = (level) =>
        L.geoJSON({ type: "FeatureCollection", features: Object.values(known).filter((one) => one.properties.level === level) }, {
          interactive: false,
          renderer: canvas,
          style: {
            color: colour("--line-" + level),
            weight: weights[level],
            fill: level === "governorate",
            fillColor: colour("--land"),
            fillOpacity: 1,
          },
        });
      const lines = {}; // by level, made when first shown: a map of the country needs no sub-districts
      const show = () => {
        const zoom = map.getZoom();
        for (const [level, from] of [["governorate", 0], ["district", 8], ["subdistrict", 10]]) {
          if (zoom >= from) map.addLayer((lines[level] ??= draw(level)));
          else if (lines[level]) map.removeLayer(lines[level]);
        }
      };
      map.on("zoomend", show);
      show();
      map.getContainer().dataset.ready = "yes";
    });
  }

  function labels(map, url) {
    const group = L.layerGroup().addTo(map);
    Promise.all([outlines, fetch(url).then((answer) => answer.json())]).then(([known, places]) => {
      const text = (en, ar) => (settings.lang === "ar" ? ar || en : en || ar);
      const found = Object.values(known)
        .filter((feature) => feature.properties.level === "governorate")
        .map((f) => ({ rank: "governorate", text: text(f.properties.name_en, f.properties.name_ar), lon: f.properties.label[0], lat: f.properties.label[1] }));
      for (const [rank, rows] of Object.entries(places)) {
        for (const [lon, lat, en, ar] of rows) found.push({ rank, text: text(en, ar), lon, lat });
      }
      const draw = () => drawLabels(map, group, found);
      map.on("moveend", draw);
      draw();
    });
  }

  /* Look at the whole country; on a narrow map it stands clear of the scale and the sources at its foot. */
  function whole(map, options) {
    const foot = map.getSize().x > 560 ? 0 : 50;
    map.fitBounds(settings.country, { ...options, paddingBottomRight: [0, foot] });
  }

  function controls(map) {
    const scale = L.control.scale({ imperial: false, position: "bottomleft" });
    scale._updateMetric = function (most) {
      const metres = this._getRoundNum(most);
      const said = metres < 1000 ? metres + " " + settings.words.m : metres / 1000 + " " + settings.words.km;
      this._updateScale(this._mScale, said, metres / most);
    };
    scale.addTo(map);
    for (const [name, button] of [["nearer", map.zoomControl._zoomInButton], ["farther", map.zoomControl._zoomOutButton]]) {
      button.title = settings.words[name];
      button.setAttribute("aria-label", settings.words[name]);
    }
    const Home = L.Control.extend({
      options: { position: "topleft" },
      onAdd() {
        const bar = element("div", "leaflet-bar");
        const button = element("a", "rasd-home", "⌂");
        button.href = "#";
        button.title = settings.words.home;
        button.setAttribute("role", "button");
        button.setAttribute("aria-label", settings.words.home);
        L.DomEvent.on(button, "click", (event) => {
          L.DomEvent.stop(event);
          whole(map);
        });
        bar.appendChild(button);
        return bar;
      },
    });
    new Home().addTo(map);
    const readout = element("div", "rasd-readout");
    readout.dir = "ltr";
    const Readout = L.Control.extend({ options: { position: "bottomright" }, onAdd: () => readout });
    new Readout().addTo(map);
    map.on("mousemove", (event) => {
      readout.textContent = event.latlng.lat.toFixed(4) + ", " + event.latlng.lng.toFixed(4);
    });
    map.attributionControl.setPrefix("Leaflet");
    map.attributionControl.getContainer().dir = settings.direction;
    map.attributionControl.addAttribution(settings.words.source);
  }

  function setup(map, options) {
    settings = options;
    const container = map.getContainer();
    container.classList.add("rasd-map");
    container.classList.toggle("rasd-dark", options.dark);
    container.setAttribute("aria-label", options.words.title);
    const panes = { "rasd-lines": 210, "rasd-tiles": 220, "rasd-pins": 640, "rasd-tint": 350, "rasd-halo": 360, "rasd-labels": 450 };
    for (const [name, order] of Object.entries(panes)) {
      const pane = map.createPane(name);
      pane.style.zIndex = order;
      if (name !== "rasd-tint") pane.style.pointerEvents = "none";
    }
    outlines = fetch(options.areas)
      .then((answer) => answer.json())
      .then((found) => Object.fromEntries(found.features.map((feature) => [feature.properties.pcode, feature])))
      .catch(() => ({})); // without its base map the page still shows the events
    if (options.fit) whole(map, { animate: false });
    baseMap(map);
    labels(map, options.places);
    controls(map);
    window.addEventListener("resize", () => map.invalidateSize());
  }

  return { setup, points, ranks, halos, areas, grid, shaded, pins, rings, clicking, tiles };
})();
