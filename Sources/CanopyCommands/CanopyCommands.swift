// CanopyCommands
