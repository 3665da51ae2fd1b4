"""The facts each room can state: one file a room, frozen dataclasses of ids and plain values; nothing here acts."""
