"""Which files hold sound: the endings of their names that are offered, and the formats that are opened."""

from __future__ import annotations

# By the endings that phones, recorders, browsers, editors and messengers give them.
ENDINGS = (
    *("mp3", "m4a", "wav", "aac", "flac", "ogg", "opus", "wma", "webm", "mp4", "mkv", "mov"),
    *("3g2", "3ga", "3gp", "ac3", "adts", "aif", "aifc", "aiff", "amr", "ape", "asf", "au", "avi", "awb", "caf"),
    *("dss", "dts", "eac3", "f4v", "flv", "m2ts", "m4b", "m4v", "mka", "mp2", "mpa", "mpeg", "mpg", "mts", "mxf"),
    *("oga", "ogv", "ogx", "ra", "rm", "snd", "spx", "tak", "ts", "tta", "voc", "w64", "weba", "wmv", "wv"),
)

# FFmpeg's names of the formats that hold sound themselves. None of a list of other files, or of addresses.
FORMATS = (
    *("aa", "aac", "ac3", "act", "aiff", "amr", "amrnb", "amrwb", "ape", "asf", "asf_o", "au", "avi", "caf", "dsf"),
    *("dss", "dts", "dtshd", "dv", "eac3", "flac", "flv", "g722", "gsm", "iff", "ircam", "live_flv", "loas"),
    *(
        "matroska",
        "mlp",
        "mov",
        "mp3",
        "mpc",
        "mpc8",
        "mpeg",
        "mpegts",
        "mxf",
        "nistsphere",
        "nsv",
        "nut",
        "ogg",
        "oma",
    ),
    *(
        "osq",
        "qcp",
        "rm",
        "shn",
        "sox",
        "tak",
        "truehd",
        "tta",
        "voc",
        "w64",
        "wav",
        "webm",
        "wsd",
        "wtv",
        "wv",
        "xwma",
    ),
)
