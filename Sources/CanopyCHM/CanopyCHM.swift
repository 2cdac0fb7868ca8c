// CanopyCHM
