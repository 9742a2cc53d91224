// When the log of an SQLite database is written back.
#pragma once

namespace gotrue::sqlite {

// Pages in the log; 32 MB. A longer log makes look-ups slower.
inline constexpr int kCheckpointFrames = 8'192;

}  // namespace gotrue::sqlite
