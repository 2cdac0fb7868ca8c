// CanopyCOG
