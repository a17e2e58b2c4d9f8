//! Transfer characteristics (ITU-T H.273, table 3): from a stored sample, 0–1, to light.

/// What a curve's 1.0 of light means.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Light {
    /// As bright as the screen's white.
    Screen,
    /// PQ: as bright as 10,000 cd/m².
    Absolute,
    /// HLG: as bright as the scene's brightest.
    Scene,
}

/// A curve, and what its light means.
#[derive(Clone, Copy)]
pub(super) struct Curve {
    pub to_light: fn(f32) -> f32,
    pub light: Light,
}

/// The curve of these code points; `None` for that of sRGB, and for all that browsers take for it: what is unspecified or
/// unknown, and the curves of BT.709, BT.601 and BT.2020, which still pictures name without meaning a television.
pub(super) fn of_code_point(transfer: u16) -> Option<Curve> {
    let screen = |to_light| Some(Curve { to_light, light: Light::Screen });
    match transfer {
        4 => screen(|v| v.powf(2.2)),
        5 => screen(|v| v.powf(2.8)),
        7 => screen(|v| if v < 0.0913 { v / 4.0 } else { ((v + 0.1115) / 1.1115).powf(1.0 / 0.45) }),
        8 => screen(|v| v),
        9 => screen(|v| if v <= 0.0 { 0.0 } else { 10_f32.powf((v - 1.0) * 2.0) }),
        10 => screen(|v| if v <= 0.0 { 0.0 } else { 10_f32.powf((v - 1.0) * 2.5) }),
        16 => Some(Curve { to_light: pq, light: Light::Absolute }),
        17 => screen(|v| (v.powf(2.6) * 52.37 / 48.0).min(1.0)),
        18 => Some(Curve { to_light: hlg, light: Light::Scene }),
        _ => None,
    }
}

/// IEC 61966-2-1.
pub(super) fn srgb(v: f32) -> f32 {
    if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
}

/// The way back.
pub(super) fn to_srgb(light: f32) -> f32 {
    if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 }
}

/// SMPTE ST 2084.
fn pq(v: f32) -> f32 {
    const M1: f32 = 2610.0 / 16384.0;
    const M2: f32 = 2523.0 / 4096.0 * 128.0;
    const C1: f32 = 3424.0 / 4096.0;
    const C2: f32 = 2413.0 / 4096.0 * 32.0;
    const C3: f32 = 2392.0 / 4096.0 * 32.0;
    let root = v.powf(1.0 / M2);
    ((root - C1).max(0.0) / (C2 - C3 * root)).powf(1.0 / M1)
}

/// ARIB STD-B67.
fn hlg(v: f32) -> f32 {
    const A: f32 = 0.178_832_77;
    const B: f32 = 0.284_668_92;
    const C: f32 = 0.559_910_7;
    if v <= 0.5 { v * v / 3.0 } else { (((v - C) / A).exp() + B) / 12.0 }
}
